"""In which encoding a text is, by its mark, by what is declared, and by its letters."""

import pytest

from measures.wings.intake.charsets import decode

ZH = "<p>问：请介绍双方磋商的情况。答：双方就灯塔检修的事先通报进行了深入的交流，一致同意保持沟通渠道畅通。𠮷</p>"
TW = "<p>問：請介紹雙方磋商的情況。答：雙方就燈塔檢修的事先通報進行了深入的交流，一致同意保持溝通渠道暢通。</p>"
FR = "<p>Les deux rives ont décidé d’échanger des avis après la réparation du phare.</p>"


@pytest.mark.parametrize(
    ("text", "encoding", "content_type"),
    [
        (ZH, "gb18030", "text/html; charset=GB18030"),
        (ZH, "gb18030", 'text/html; charset="gb2312"'),
        (f'<meta charset="gbk">{ZH}', "gb18030", "text/html"),
        (f'<meta http-equiv="Content-Type" content="text/html; charset=gb2312">{ZH}', "gb18030", ""),
        (f'<?xml version="1.0" encoding="GB18030"?>{ZH}', "gb18030", "application/xml"),
        (f'<meta charset="gb2312">{ZH}', "gb18030", "text/html; charset=ISO-8859-1"),
        (f'<meta charset="gb2312">{ZH}', "gb18030", "text/html; charset=utf-8"),
        (f'<meta charset="gb2312">{ZH}', "utf-8-sig", "text/html; charset=gb2312"),
        (ZH, "utf-16", "text/html"),
        (ZH, "utf-8", "text/html; charset=ISO-8859-1"),
        (ZH, "utf-8", "text/html; charset=gb2312"),
        (f'<?xml version="1.0" encoding="gb2312"?>{ZH}', "utf-8", "application/xml; charset=gb2312"),
        (f'<?xml version="1.0" encoding="utf-8"?>{ZH}', "gb18030", "application/xml; charset=utf-8"),
        (FR, "utf-8", "text/html; charset=big5"),
        (ZH, "utf-8", "text/html; charset=utf-16le"),
        (ZH, "utf-8", "text/html; charset=punycode"),
        (ZH, "utf-8", "text/html; charset=no-such"),
        (ZH.replace("𠮷", ""), "gb18030", "text/html"),
        (TW, "big5", "text/html"),
        (TW, "big5", "text/html; charset=Big5"),
        (FR, "cp1252", "text/html; charset=iso-8859-1"),
        (FR, "utf-8", ""),
        ("", "utf-8", ""),
    ],
)
def test_a_text_is_read_as_it_was_written(text: str, encoding: str, content_type: str) -> None:
    assert decode(text.encode(encoding), content_type) == text


def test_a_stray_byte_does_not_make_it_another_encoding() -> None:
    body = ZH.encode("gb18030")[:-6] + b"\xff" + (ZH * 3).encode("gb18030")

    assert "一致同意保持沟通渠道畅通" in decode(body, "text/html; charset=gb2312")
    body = ZH.encode() + b"\xff" + (ZH * 3).encode()
    assert "一致同意保持沟通渠道畅通" in decode(body, "text/html; charset=gb2312")


def test_what_is_no_text_is_decoded_all_the_same() -> None:
    assert isinstance(decode(bytes(range(256)) * 9, ""), str)
