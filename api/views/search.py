"""Search over the whole record."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.serializers.search import WordSearchQuerySerializer, WordSearchSerializer
from api.views.common import RecordView
from measures.analysis.synonyms import wider_search
from measures.analysis.word_search import find_words


class WordSearch(RecordView):
    """Search the whole record: up to 20 rows of each kind that hold all the words; lists with `q` have them all."""

    serializer_class = WordSearchSerializer

    @extend_schema(parameters=[WordSearchQuerySerializer])
    def get(self, request: Request) -> Response:
        parameters = self.reading_parameters(WordSearchQuerySerializer)
        typed, report = parameters.pop("q"), parameters.pop("report", None)
        wider = wider_search(typed, self.audience, report)
        groups = find_words(wider.text, self.audience, report=report, **parameters)
        also = [str(name) for name in wider.also]
        found = {"q": typed, "also": also, "report": report, **self.reading_days(parameters), "groups": groups}
        return Response(self.get_serializer(found).data)
