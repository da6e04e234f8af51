"""How the labels of pages call an amount and the currency that it is in, in the languages of their users."""

from __future__ import annotations

AMOUNT = (
    r"(?:Amount|Betrag|Wert|Montant|Valeur|Importe|Monto|Cantidad|Valor|Quantia|Importo|Valore|Bedrag|Waarde|Belopp|Värde"
    r"|Kwota|Wartość|Hodnota|金額)"
)
CURRENCY = r"(?:Currency|Währung|Devise|Moneda|Divisa|Moeda|Valuta|Waluta|Měna|通貨)"
