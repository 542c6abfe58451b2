"""Takes them all, into the folder that is given."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from pictures import administrators, officers, reviewers
from pictures.camera import Camera
from pictures.installation import browser_page, prepare, serving
from pictures.scene import set_scene


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright keeps an event loop here
    prepare()
    with serving() as site, browser_page() as page:
        take(Camera(page, site, folder))


def take(camera: Camera) -> None:
    scene = set_scene()
    officers.signing_in(camera)
    officers.beginning(camera, scene)
    officers.statements(camera, scene)
    officers.narrative(camera)
    officers.performance(camera, scene)
    officers.uploading(camera, scene)
    officers.handing_in(camera, scene)
    reviewers.reviewing(camera)
    reviewers.correcting(camera, scene)
    administrators.accounts(camera)
    reviewers.inspecting(camera)
    reviewers.deciding_on_many(camera)
    reviewers.withdrawing(camera, scene)
    administrators.logs(camera)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
