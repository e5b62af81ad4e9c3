"""Makes the archives beside it, by Python's zipfile and Info-ZIP's zip, in the layouts of the services' exports as far as they are
known; the words are invented. Run it here after a change: python3 make.py"""
import io, json, os, subprocess, zipfile
from pathlib import Path

HERE = Path(__file__).parent
WHEN = (2026, 11, 25, 8, 0, 0)


def dumps(value):
    return json.dumps(value, ensure_ascii=False, indent=2)


def put(archive, path, text, deflated=True):
    info = zipfile.ZipInfo(path, WHEN)
    info.compress_type = zipfile.ZIP_DEFLATED if deflated else zipfile.ZIP_STORED
    archive.writestr(info, text)


def made(name, files):
    with zipfile.ZipFile(HERE / name, "w") as archive:
        for path, text in files.items():
            put(archive, path, text)


def watched(said, title, video, by, **more):
    return {
        "header": "YouTube",
        "title": said.format(title),
        "titleUrl": f"https://www.youtube.com/watch?v={video}",
        "subtitles": [{"name": by, "url": "https://www.youtube.com/channel/UC2"}],
        "time": "2026-11-20T08:00:00.000Z",
        "products": ["YouTube"],
        **more,
    }


def takeout(name, folder, said, history, watch, search, subscriptions, heading):
    root = f"Takeout/{folder}"
    entries = [
        watched(said, "露营帐篷 camping tent", "tent", "Outdoor Lab"),
        watched(said, "An advertisement", "ad", "Somebody", details=[{"name": "From Google Ads"}]),
        {"header": "YouTube", "title": said.format("https://www.youtube.com/watch?v=gone"), "time": "2026-11-19T08:00:00.000Z"},
    ]
    rows = [heading, "UCaaaaaaaaaaaaaaaaaaaaaa,http://www.youtube.com/channel/UCaaaaaaaaaaaaaaaaaaaaaa,\"徒步地图社, weekly\""]
    made(name, {
        "Takeout/archive_browser.html": "<!doctype html><title>Takeout</title>",
        f"{root}/{history}/{watch}.json": dumps(entries),
        f"{root}/{history}/{search}.json": dumps([{"title": "nobody's business"}]),
        f"{root}/{subscriptions}/{subscriptions}.csv": "\n".join(rows) + "\n",
    })


takeout("takeout-en.zip", "YouTube and YouTube Music", "Watched {}", "history", "watch-history", "search-history",
        "subscriptions", "Channel Id,Channel Url,Channel Title")
takeout("takeout-zh.zip", "YouTube 和 YouTube Music", "观看了 {}", "历史记录", "观看记录", "搜索记录", "订阅内容",
        "频道 ID,频道网址,频道名称")
takeout("takeout-de.zip", "YouTube und YouTube Music", "{} angesehen", "Verlauf", "Wiedergabeverlauf", "Suchverlauf", "Abos",
        "Kanal-ID,Kanal-URL,Kanaltitel")

X = {
    "Your archive.html": "<!doctype html>",
    "data/manifest.js": "window.__THAR_CONFIG = {}",
    "data/like.js": "window.YTD.like.part0 = " + dumps([{"like": {"tweetId": "1", "fullText": "手冲咖啡的水温", "expandedUrl": "https://twitter.com/i/web/status/1"}}]),
    "data/like-part1.js": "window.YTD.like.part1 = " + dumps([{"like": {"tweetId": "2", "fullText": "[a] camping stove"}}]),
    "data/tweets.js": "window.YTD.tweets.part0 = " + dumps([
        {"tweet": {"id_str": "3", "full_text": "weekend camping", "created_at": "Wed Nov 25 08:00:00 +0000 2026"}},
        {"tweet": {"id_str": "4", "full_text": "RT @trails: a new map", "created_at": "Tue Nov 24 08:00:00 +0000 2026"}},
    ]),
    "data/direct-messages.js": "window.YTD.direct_messages.part0 = [ nobody's business ]",
    "data/following.js": "window.YTD.following.part0 = " + dumps([{"following": {"accountId": "5"}}]),
}
made("x.zip", X)

PUBLIC = "https://www.w3.org/ns/activitystreams#Public"


def created(number, text, to, **more):
    note = {"id": f"https://m.example/{number}", "type": "Note", "published": "2026-11-25T08:00:00Z", "to": to, "cc": [],
            "content": f"<p>{text}</p>", "tag": [{"type": "Hashtag", "name": "#露营"}], "sensitive": False, **more}
    return {"id": f"{note['id']}/activity", "type": "Create", "to": to, "object": note}


made("mastodon.zip", {
    "actor.json": dumps({"type": "Person"}),
    "outbox.json": dumps({"@context": "https://www.w3.org/ns/activitystreams", "id": "outbox.json", "type": "OrderedCollection",
                          "totalItems": 5, "orderedItems": [
        created(1, "weekend camping", [PUBLIC]),
        created(2, "unlisted", ["https://m.example/users/lin/followers"], cc=[PUBLIC]),
        created(3, "for followers", ["https://m.example/users/lin/followers"]),
        created(4, "for you alone", ["https://m.example/users/mu"]),
        created(5, "with a warning", [PUBLIC], sensitive=True),
        {"type": "Announce", "object": "https://other.example/6"},
    ]}),
    "likes.json": dumps({"type": "OrderedCollection", "orderedItems": ["https://other.example/7"]}),
    "bookmarks.json": dumps({"type": "OrderedCollection", "orderedItems": ["https://other.example/8"]}),
})


def mangled(text):
    """As Instagram writes: each byte of UTF-8 as a letter of its own."""
    return text.encode("utf-8").decode("latin-1")


made("instagram.zip", {
    "your_instagram_activity/likes/liked_posts.json": json.dumps({"likes_media_likes": [
        {"title": mangled("徒步地图社"), "string_list_data": [{"href": "https://www.instagram.com/p/1/", "value": mangled("👍"), "timestamp": 1763971200}]},
        {"title": "café_olé", "string_list_data": [{"href": "https://www.instagram.com/p/2/", "timestamp": 1763971200}]},
    ]}),
    "connections/followers_and_following/following.json": json.dumps({"relationships_following": [
        {"title": "", "string_list_data": [{"href": "https://www.instagram.com/tents", "value": "tents", "timestamp": 1763971200}]},
    ]}),
    "your_instagram_activity/messages/inbox/a/message_1.json": "{}",
})

# ZIP64: by Python where the size is not known before, to something that cannot be gone back in, with all that else only comes with
# 4 GB: sizes and places in extra fields, and an end of its own. By Info-ZIP where it is told to.


class Pipe(io.RawIOBase):
    def __init__(self, file):
        self.file = file

    def writable(self):
        return True

    def write(self, data):
        return self.file.write(data)


zipfile.ZIP64_LIMIT = 0
with open(HERE / "zip64.zip", "wb") as file, zipfile.ZipFile(Pipe(file), "w", zipfile.ZIP_DEFLATED) as archive:
    for path, text in X.items():
        with archive.open(zipfile.ZipInfo(path, WHEN), "w", force_zip64=True) as entry:
            entry.write(text.encode())

zipfile.ZIP64_LIMIT = (1 << 31) - 1

with zipfile.ZipFile(HERE / "link.zip", "w") as archive:
    link = zipfile.ZipInfo("data/like.js", WHEN)
    link.create_system, link.external_attr = 3, 0o120777 << 16
    archive.writestr(link, "/etc/passwd")

with zipfile.ZipFile(HERE / "twice.zip", "w") as archive:
    for text in ("window.YTD.like.part0 = []", X["data/like.js"]):
        put(archive, "data/like.js", text)

inner = io.BytesIO()
with zipfile.ZipFile(inner, "w") as archive:
    put(archive, "data/like.js", X["data/like.js"])
with zipfile.ZipFile(HERE / "nested.zip", "w") as archive:
    put(archive, "data.zip", inner.getvalue())

# A name in GB 18030 that does not say so, as Windows writes it: Python writes other letters of the same length, changed here.
with zipfile.ZipFile(HERE / "windows.zip", "w") as archive:
    put(archive, "XXXXXXXX.json", dumps([watched("观看了 {}", "露营帐篷", "tent", "Outdoor Lab")]))
raw = (HERE / "windows.zip").read_bytes().replace(b"XXXXXXXX", "观看记录".encode("gb18030"))
(HERE / "windows.zip").write_bytes(raw)

# By Info-ZIP: from a pipe (sizes behind the data), and encrypted.
work = HERE / "work"
(work / "data").mkdir(parents=True, exist_ok=True)
(work / "data/like.js").write_text(X["data/like.js"])
(work / "data/tweets.js").write_text(X["data/tweets.js"])
with open(HERE / "info-zip.zip", "wb") as out:
    subprocess.run(["zip", "-q", "-r", "-fd", "-X", "-", "data"], cwd=work, stdout=out, check=True)
for name in ("encrypted.zip", "info-zip64.zip"):
    (HERE / name).unlink(missing_ok=True)
subprocess.run(["zip", "-q", "-r", "-X", "-fz", str(HERE / "info-zip64.zip"), "data"], cwd=work, check=True)
subprocess.run(["zip", "-q", "-r", "-X", "-P", "secret", str(HERE / "encrypted.zip"), "data"], cwd=work, check=True)
for path in ("data/like.js", "data/tweets.js"):
    os.unlink(work / path)
(work / "data").rmdir()
work.rmdir()
