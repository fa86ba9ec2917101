"""The pages around sessions that one looks at, by who looks."""

SESSION_PAGES = {
    "calendar addresses": ("hana", "/calendar"),
    "offers to host": ("hana", "/circles/{Back after a break}/offers"),
    "offer to host": ("milo", "/circles/{ARCP without panic}/offers/new"),
}
