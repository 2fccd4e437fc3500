"""What lz-string 1.5.0 makes of three texts: base64, URL-safe, UTF-16, bytes in base64 and in hexadecimal; and raw."""

LZ_FORMS = [
    ("camille.temoin+rdv7@courriel.example", "MYQwtglgNlCmB0AXWYD2EB2BqATgEwDcB2AAWFQFcccJYp5YAPcABziA"),
    ("camille.temoin+rdv7@courriel.example", "MYQwtglgNlCmB0AXWYD2EB2BqATgEwDcB2AAWFQFcccJYp5YAPcABziA"),
    (
        "camille.temoin+rdv7@courriel.example",
        "\u18e2\u0c4d\u414c\u0385\u0550\u1d20\u2ed3\u0116\u082e\u608a\u00bc\u0150\u0700\u1da0\u00d0\u5425\u3903\u4278\u53eb/\u3820\u1d02  ",
    ),
    ("camille.temoin+rdv7@courriel.example", "MYQwtglgNlCmB0AXWYD2EB2BqATgEwDcB2AAWFQFcccJYp5YAPcABziA"),
    (
        "camille.temoin+rdv7@courriel.example",
        "318430b609603650a60740175980f6101d81a804e01300dc07600058540571c709629e5800f700073880",
    ),
    ("Annonce de résultats (oncologie)", "IIOxHsQYwUwAgCbwE4EuDOBXANgFwIa7pwAUkU424A5gJYwCUQA="),
    ("Annonce de résultats (oncologie)", "IIOxHsQYwUwAgCbwE4EuDOBXANgFwIa7pwAUkU424A5gJYwCUQA"),
    (
        "Annonce de résultats (oncologie)",
        "\u1061\u6c67\u58a3\u0c34\u6024\u00bb\u6047\u014e\u0690\u15e0\u1b20\u5c28\u35fd\u1c20\u2942\u4e56\u7027\u1829\u31a0\u2530  ",
    ),
    ("Annonce de résultats (oncologie)", "IIOxHsQYwUwAgCbwE4EuDOBXANgFwIa7pwAUkU424A5gJYwCUQA="),
    (
        "Annonce de résultats (oncologie)",
        "2083b11ec418c14c008026f013812e0ce05700d805c086bba70014914e36e00e60258c025100",
    ),
    ("Consultation VIH", "N4Igtg9gLglgZiAXCAwhAdgZwK4BsoCGsGABAGoCSAEiADQjoRhIgAqAl5DOiAL5A==="),
    ("Consultation VIH", "N4Igtg9gLglgZiAXCAwhAdgZwK4BsoCGsGABAGoCSAEiADQjoRhIgAqAl5DOiAL5A"),
    (
        "Consultation VIH",
        "\u1be1\u084d\u420c\u0300\u4b23\u18a0\u2e30\u0c41\u010c\u0690\u15e0\u1b48\u0455\u41a0\u0220\u6a22\u2420\u48a0\u06a4\u3a31\u4264J\u014f\u10ee\u4421\u3e60 ",
    ),
    ("Consultation VIH", "N4Igtg9gLglgZiAXCAwhAdgZwK4BsoCGsGABAGoCSAEiADQjoRhIgAqAl5DOiAL5AAA="),
    (
        "Consultation VIH",
        "378220b60f602e0960662017080c2101d819c0ae01b28086b06001006a02480122003423a11848800a809790ce8802f90000",
    ),
    (
        "camille.temoin+rdv7@courriel.example",
        "\u3184\u30b6\u0960\u3650\ua607\u4017\u5980\uf610\u1d81\ua804\ue013\u00dc\u0760X\u5405\u71c7\u0962\u9e58\u00f7\u0007\u3880",
    ),
]
