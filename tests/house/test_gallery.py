"""Every view has an answer for every state: a picture that a walk takes, or why it cannot be (UX 10)."""

from __future__ import annotations

from dataclasses import replace
from fnmatch import fnmatch
from pathlib import Path

from django.urls import get_resolver

from tests.walks.gallery import Gallery, is_picture, page, taken
from yichuang.faces.look.routes import table

GALLERY = Gallery.read()


def pages() -> set[str]:
    """The routes that may draw a page; calls of the interface draw none."""
    assert get_resolver().url_patterns  # some are declared beside their addresses, which are read when first needed
    return {name for name in table() if not name.startswith("api:")}


def unplaced(gallery: Gallery, routes: set[str]) -> set[str]:
    """Routes that stand neither among the views nor among those without a page."""
    return routes - set(gallery.views) - set(gallery.no_page) - set(gallery.unseen)


def unanswered(gallery: Gallery) -> list[tuple[str, str]]:
    """Cells about which nobody said anything."""
    return [(view, state) for view in gallery.views for state in gallery.states if not gallery.cell(view, state)]


def test_every_page_is_in_the_gallery_and_nothing_else() -> None:
    assert unplaced(GALLERY, pages()) == set()
    assert (set(GALLERY.views) | set(GALLERY.no_page) | set(GALLERY.unseen)) - pages() == set()
    assert len(GALLERY.views) + len(GALLERY.no_page) + len(GALLERY.unseen) == len(pages())


def test_every_state_has_an_answer() -> None:
    assert unanswered(GALLERY) == []
    for view, own in GALLERY.views.items():
        assert set(own) - {"kind"} <= set(GALLERY.states), view


def test_every_picture_is_taken_and_every_one_that_is_taken_has_its_place() -> None:
    seen, named = taken(), GALLERY.named()
    assert {each for each in named if each not in seen} == set(), "no walk takes these"
    loose = {each for each in seen if not any(fnmatch(each, name) for name in named)}
    assert loose == set(), "no view shows these: name them in tests/walks/gallery.yaml"


def test_a_new_view_a_silent_state_and_a_lost_picture_are_red() -> None:
    assert unplaced(GALLERY, pages() | {"portal:secret-door"}) == {"portal:secret-door"}
    silent = replace(GALLERY, views={**GALLERY.views, "portal:home": {"kind": "look"}})
    assert ("portal:home", "usual") in unanswered(silent)
    assert not any(fnmatch("a-picture-that-nobody-placed", name) for name in GALLERY.named())


def test_the_page_shows_each_picture(tmp_path: Path) -> None:
    (tmp_path / "case-filed-360.png").touch()
    made = page(GALLERY, tmp_path)
    assert 'src="case-filed-360.png"' in made
    assert made.count("<h2>") == len(GALLERY.views)
    assert all(is_picture(each) or each in made.replace("&#x27;", "'") for each in GALLERY.cell("portal:case", "empty"))
