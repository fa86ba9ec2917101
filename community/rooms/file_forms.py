"""Files that come with the words, in the one form of a page without scripts."""

from flask import request
from werkzeug.datastructures import MultiDict

from community.access.actor import Actor
from community.access.policy import Permission
from community.core.transaction import reading, transaction
from community.rooms import queries
from community.rooms.actions.attaching import attach, fit_to_send
from community.rooms.attachments import waiting_of
from community.rooms.rules import check_files
from community.rooms.shown_files import Shown, shown_file
from community.web.uploads import sent_file


class FilesInForm:
    """Those that were sent with this form, and those that waited from an earlier try.

    Each is kept as soon as it is fit, so that what is wrong with the words, or with another
    file, loses none.
    """

    def __init__(self, actor: Actor, room_id: str) -> None:
        self.actor, self.room_id = actor, room_id
        self.ids: list[str] = request.form.getlist("files")

    def take(self) -> None:
        """Raises the first problem there is; what was fit before it is kept."""
        sent = [one for one in request.files.getlist("file") if one.filename]
        check_files([*self.ids, *map(str, sent)])
        if sent:
            with reading() as db:  # before anything is unpacked
                queries.access_room(db, self.actor, self.room_id, Permission.ROOM_SAY)
        words = request.form.get("words", "")
        for one in sent:
            upload = fit_to_send(*sent_file(one))
            with transaction() as db:
                found = attach(db, self.actor, self.room_id, upload, words)
                self.ids.append(found.attachment.id)

    def form(self) -> MultiDict[str, str]:
        """What was typed, with all the files by their ids."""
        given = MultiDict(request.form)
        given.setlist("files", self.ids)
        return given

    def waiting(self) -> list[Shown]:
        """As they are shown in the box of a message that was refused."""
        with reading() as db:
            found = waiting_of(db, self.actor, self.ids)
            return [shown_file(one.attachment, one.file) for one in found]
