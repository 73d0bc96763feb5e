"""What the office asks for an import."""

from typing import Any

from django import forms
from django.core.validators import FileExtensionValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.products.imports.pictures import MOST_BYTES as MOST_PICTURE_BYTES
from catalog.products.imports.sheets import MOST_BYTES


class UploadForm(forms.Form):
    """The table, and the pictures it names."""

    table = forms.FileField(
        label=gettext_lazy("Table"),
        max_length=200,
        validators=[FileExtensionValidator(["csv", "txt", "tsv", "xlsx"])],
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
        help_text=gettext_lazy("CSV or XLSX, up to 20 MB and 5,000 rows."),
    )
    pictures = forms.FileField(
        label=gettext_lazy("Pictures"),
        max_length=200,
        required=False,
        widget=forms.FileInput(attrs={"accept": ".zip"}),
        help_text=gettext_lazy(
            "A ZIP, up to 200 MB, of the pictures that the column foto names. Leave it empty if none are new."
        ),
    )

    def clean_table(self) -> Any:
        return self._no_larger("table", MOST_BYTES)

    def clean_pictures(self) -> Any:
        return self._no_larger("pictures", MOST_PICTURE_BYTES)

    def _no_larger(self, name: str, most: int) -> Any:
        file = self.cleaned_data[name]
        if file and file.size > most:
            raise forms.ValidationError(_("The file is larger than {most} MB.").format(most=most // 2**20))
        return file
