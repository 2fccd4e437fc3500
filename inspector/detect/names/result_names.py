"""What the parts of a result are called: what was measured, the value, the bounds, what is kept beside it."""

LABELS = frozenset(
    (
        *("name", "nom", "nome", "nombre", "naam", "nazwa", "label", "lib", "libelle", "bez", "bezeichnung"),
        *("kuerzel", "k", "kz", "test", "marker", "analyte", "analyt", "analyse", "parameter", "parametre"),
        *("parametro", "param", "code", "prueba", "esame", "examen", "exam", "untersuchung", "biomarker"),
        *("display", "slug", "title", "cod", "codigo", "codice", "observation", "component", "desc"),
        *("description", "descripcion", "descrizione", "key", "badanie", "n", "determinacion", "bepaling"),
        *("oznaczenie", "analisi", "analito", "lb", "lbl", "nm", "short_name", "test_name"),
    )
)
"""What says in a result what was measured."""
ASIDE = frozenset(
    (
        *("min", "max", "low", "high", "lower", "upper", "lo", "hi", "bi", "bs", "inf", "sup", "from", "to"),
        *("von", "bis", "limit", "limite", "seuil", "threshold", "target", "goal", "u", "o", "un", "unit"),
        *("norm", "normal", "norme", "id", "order", "rank", "rang", "sort", "index", "idx", "pos", "position"),
        *("seq", "sequence", "page", "version", "count", "lot", "decimal", "decimale", "precision", "digit"),
        *("step", "ts", "timestamp", "date", "time", "year", "age", "coef", "delai", "line", "ligne", "zeile"),
        *("row", "level", "type", "lang", "color", "colour", "width", "height", "delay", "duration"),
        *("priority", "revision", "size", "scale", "ticks", "interval", "reihe", "display_order", "orden"),
        *("ordre", "ordine", "reihenfolge", "volgorde", "kolejnosc", "brightness", "volume", "contrast"),
        *("font", "ref", "refs", "reference", "referenz", "referencia", "riferimento", "range", "ref_range"),
        *("reference_range", "norma", "normwert", "bornes", "axis", "axe", "achse", "zones", "zone", "colors"),
        *("valeur_reference", "d", "t", "status", "state", "lower_limit", "upper_limit", "alarm", "alarm_low"),
        *("alarm_high", "sensor", "device", "firmware"),
    )
)
"""What is no result itself, in a result."""
VALUES = frozenset(
    (
        *("value", "val", "v", "e", "y", "q", "r", "res", "result", "resultat", "ergebnis", "erg", "messwert"),
        *("wert", "mesure", "resultado", "valor", "risultato", "esito", "valore", "uitslag", "waarde", "wynik"),
        *("wartosc", "valeur", "mw", "outcome", "measurement", "reading", "obs", "observed", "numeric"),
        *("quantity", "num", "x", "resultado_num", "value_num", "concentration"),
    )
)
"""What a value goes by in a result, where nothing says what was measured."""
BOUNDS = frozenset(
    (
        *("min", "max", "low", "high", "lower", "upper", "lo", "hi", "bi", "bs", "inf", "sup", "von", "bis", "desde"),
        *("hasta", "ref_min", "ref_max", "ref_low", "ref_high", "norm_min", "norm_max", "lower_limit", "upper_limit"),
    )
)
"""Within what a value should be."""
ASIDE_WORDS = frozenset(
    ("ref", "reference", "referenz", "norm", "min", "max", "limit", "range", "id", "order", "date", "time")
)
SOLD = frozenset(
    (
        *("price", "prix", "preis", "precio", "prezzo", "prijs", "cena", "cost", "currency", "devise"),
        *("waehrung", "moneda", "stock", "sku", "price_pence", "price_cents", "tarif", "tarifa"),
        *("amount_cents", "valuta", "vat", "tva", "mwst"),
    )
)
ABNORMAL = frozenset(
    (
        *("abnormal", "anormal", "alterado", "auffaellig", "pathologisch", "patologico", "out_of_range"),
        *("is_abnormal", "hors_norme", "flag", "flags"),
    )
)
