"""A photograph of twelve million points: made smaller before it is sent; without a script sent as it is, and the same
in the end: upright, and without what the camera wrote beside it."""

from __future__ import annotations

import base64
import struct
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.cast import Town
from tests.uploads import EXIF, jpeg
from tests.walks.browser import PHONE, Walker
from tests.walks.conftest import Open
from tests.walks.test_materials import a_file, choose, on_the_page
from yichuang.platform.cases.models import Attachment

pytestmark = [pytest.mark.walk, pytest.mark.django_db(transaction=True)]

MOST = 10 * 1024 * 1024
#: Where it was taken, as the camera writes it.
PLACE = b"112.9389E"
#: A camera that was held upright: 4000 × 3000 lying on its side, red where its upper left corner is.
TAKE = """async () => {
  const grain = new OffscreenCanvas(1600, 1200), dots = grain.getContext('2d');
  const pixels = dots.createImageData(1600, 1200);
  for (let at = 0; at < pixels.data.length; at += 4) {
    pixels.data[at] = pixels.data[at + 1] = pixels.data[at + 2] = 90 + Math.random() * 150;
    pixels.data[at + 3] = 255;
  }
  dots.putImageData(pixels, 0, 0);
  const photo = new OffscreenCanvas(4000, 3000), drawn = photo.getContext('2d');
  drawn.drawImage(grain, 0, 0, 4000, 3000);
  drawn.fillStyle = '#f00';
  drawn.fillRect(0, 0, 1000, 1000);
  const bytes = new Uint8Array(await (await photo.convertToBlob({type: 'image/jpeg', quality: 0.92})).arrayBuffer());
  let text = '';
  for (let at = 0; at < bytes.length; at += 32768) text += String.fromCharCode(...bytes.subarray(at, at + 32768));
  return btoa(text);
}"""
#: Keeps what the page puts into a form by script: the wire shows no file to the test.
OVERHEAR = """const append = FormData.prototype.append;
window.sent = [];
FormData.prototype.append = function (name, value, ...more) {
  if (value instanceof Blob) window.sent.push(value);
  return append.call(this, name, value, ...more);
};"""
SENT = """async () => Promise.all(window.sent.map(async blob => {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  let text = '';
  for (let at = 0; at < bytes.length; at += 32768) text += String.fromCharCode(...bytes.subarray(at, at + 32768));
  return btoa(text);
}))"""
#: How wide and high a picture is shown, and the colours in its upper left and upper right corner.
SEE = """async data => {
  const bytes = Uint8Array.from(atob(data), each => each.charCodeAt(0));
  const shown = await createImageBitmap(new Blob([bytes], {type: 'image/jpeg'}), {imageOrientation: 'from-image'});
  const drawn = new OffscreenCanvas(shown.width, shown.height).getContext('2d');
  drawn.drawImage(shown, 0, 0);
  const at = x => [...drawn.getImageData(x, 40, 1, 1).data].slice(0, 3);
  return {width: shown.width, height: shown.height, left: at(40), right: at(shown.width - 40)};
}"""


@dataclass(frozen=True)
class Eye:
    """A browser that takes photographs and looks at them."""

    walker: Walker

    def take(self) -> bytes:
        """A photograph with the place, the time and the turn of the camera beside it."""
        plain = base64.b64decode(self.walker.page.evaluate(TAKE))
        return plain[:2] + b"\xff\xe1" + struct.pack(">H", len(EXIF) + 2) + EXIF + plain[2:]

    def stands_upright(self, photo: bytes) -> tuple[int, int]:
        """The size in points; what was left above lies right above, as it was turned."""
        seen = self.walker.page.evaluate(SEE, base64.b64encode(photo).decode())
        assert seen["right"][0] > 200 > 60 > seen["right"][1], "the red corner is not where it belongs"
        assert min(seen["left"]) > 60
        return int(seen["width"]), int(seen["height"])


def overhear(walker: Walker) -> None:
    """From now on what the script sends is kept."""
    walker.page.add_init_script(OVERHEAR)
    walker.page.reload()


@pytest.mark.parametrize("script", [True, False], ids=["script", "without-script"])
def test_a_photograph_of_twelve_million_points(visitor: Open, town: Town, tmp_path: Path, script: bool) -> None:
    eye = Eye(visitor(PHONE, True))
    photo = eye.take()
    assert 2 * 1024 * 1024 < len(photo) < MOST
    assert PLACE in photo
    assert eye.stands_upright(photo) == (3000, 4000)
    walker, draft = on_the_page(visitor, town, "flexible-1" if script else "flexible-2", PHONE, script)
    overhear(walker)
    choose(walker, "files-camera", a_file(tmp_path, "IMG_2041.jpg", photo))
    expect(walker.page.locator("#handed-in")).to_contain_text("居民户口簿 1")
    held = Attachment.objects.select_related("file").get()
    answer = walker.context.request.get(f"{walker.base}/drafts/{draft}/files/{held.public_id}")
    assert answer.headers["content-type"] == "image/jpeg"
    kept = answer.body()
    if script:
        (sent,) = (base64.b64decode(each) for each in walker.page.evaluate(SENT))
        assert len(sent) < len(photo) / 2
        assert PLACE not in sent
        assert eye.stands_upright(sent) == (1800, 2400)
        assert eye.stands_upright(kept) == (1800, 2400)
    else:
        assert eye.stands_upright(kept) == (3000, 4000)
        assert len(kept) > len(photo) - 1000  # not a point of it was changed
    assert PLACE not in kept
    walker.look("material-photograph")


def test_what_is_light_is_sent_as_it_is(visitor: Open, town: Town, tmp_path: Path) -> None:
    photo = jpeg(size=600_000)
    walker, _ = on_the_page(visitor, town, "flexible-3", PHONE, True)
    overhear(walker)
    choose(walker, "files", a_file(tmp_path, "klein.jpg", photo))
    expect(walker.page.locator("#handed-in")).to_contain_text("居民户口簿 1")
    assert [base64.b64decode(each) for each in walker.page.evaluate(SENT)] == [photo]
