"""What somebody may do, by name. What each asks stands in `community.access.policy`."""

from enum import StrEnum


class Permission(StrEnum):
    ANYBODY = "anybody"
    SIGNED_IN = "signed_in"
    PERSON_SEE = "person_see"
    PERSON_EDIT = "person_edit"
    PERSON_BLOCK = "person_block"
    PERSON_THANK = "person_thank"
    THANKS_SHOW = "thanks_show"
    THANKS_REMOVE = "thanks_remove"
    SKILL_CURATE = "skill_curate"
    CIRCLE_START = "circle_start"
    CIRCLE_SEE = "circle_see"
    CIRCLE_JOIN = "circle_join"
    CIRCLE_ASK = "circle_ask"
    CIRCLE_LEAVE = "circle_leave"
    CIRCLE_PEOPLE = "circle_people"
    CIRCLE_EDIT = "circle_edit"
    CIRCLE_REOPEN = "circle_reopen"
    CIRCLE_READ = "circle_read"  # what is kept inside: files, links
    CIRCLE_ADD = "circle_add"
    ROOM_READ = "room_read"
    ROOM_SAY = "room_say"
    ROOM_TAKE_PART = "room_take_part"  # react, vote, raise a hand
    ROOM_HOST = "room_host"
    ITEM_READ = "item_read"
    ITEM_EDIT = "item_edit"
    ITEM_WITHDRAW = "item_withdraw"
    ITEM_OWN = "item_own"  # take back what one wrote, whatever became of one's place
    ITEM_OWN_CHANGE = "item_own_change"
    ITEM_REACT = "item_react"
    ITEM_VOTE = "item_vote"
    ITEM_MOVE = "item_move"  # to another question
    ITEM_HOST = "item_host"  # pin, hide, close
    ITEM_CLOSE = "item_close"  # a poll, which members open as well
    SESSION_SEE = "session_see"
    SESSION_COME = "session_come"  # answer whether one comes, enter
    SESSION_HOST = "session_host"  # change, publish, start, end, invite
    SESSION_READ = "session_read"  # its transcript, numbers and files
    SESSION_RECALL = "session_recall"  # of those who were there: evidence, closing words
    INSIGHT_READ = "insight_read"
    INSIGHT_WRITE = "insight_write"  # its text, who reads it, withdraw it
    INSIGHT_CHECK = "insight_check"  # a new member's, before it is published
    INSIGHT_KEEP = "insight_keep"  # for oneself
    INSIGHT_ANSWER = "insight_answer"  # comment, say that it helped, try it
    ASK_READ = "ask_read"
    ASK_ANSWER = "ask_answer"
    ASK_KEEP = "ask_keep"  # its asker's: put it to others, thank, close it
    DATE_SEE = "date_see"  # that the date of a session is looked for
    DATE_ANSWER = "date_answer"  # say when one could come
    DATE_TAKE = "date_take"
    COMMUNITY_ADMIT = "community_admit"  # bring people in, let them in
    COMMUNITY_EXPORT = "community_export"
    ADMINISTER = "administer"
