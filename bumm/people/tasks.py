"""What waits for someone, on the office's first page. Every room says its own by the hook `office_tasks`."""

from typing import Any, NamedTuple

from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.ui.components import Component


class Task(NamedTuple):
    """Something that waits: a sentence for the screen, how many of it, and where it is done."""

    text: str
    waiting: int
    url: str


class TasksPanel(Component):
    """Above everything else: what each room has for its reader today.

    A room registers `def tasks(user: User) -> Iterable[Task]` under `office_tasks`; it asks few questions of the
    database, whatever there is, and leaves out what nobody waits for.
    """

    template_name = "bumm/people/office/tasks_panel.html"
    order = 30

    def __init__(self, request: HttpRequest) -> None:
        self.user = request.user

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        rooms = hooks.get_hooks("office_tasks")
        return {"tasks": [task for room in rooms for task in room(self.user) if task.waiting]}
