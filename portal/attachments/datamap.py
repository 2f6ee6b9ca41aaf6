"""The part of the data catalogue about papers and links."""

from portal.datamap import Table

DATAMAP = {
    "attachments.document": Table(
        purpose="papers and links that belong to measures and conferences",
        ends="with whoever removes it; the upload page asks for papers of the work, not about persons",
        staff="uploaded_by",
        content="kind title url file file_name size pages is_public uploaded_at",
        technical="id key subject subject_id sha256",
    ),
}
