"""With each feed is kept when its address was last tried, and what came of it.

Readings say it of feeds that were read before: the latest since a feed came to its present address, by the row
history. Where they are forgotten by now, the feed itself has when it was last read, or since when it has failed.
"""

from django.db import migrations, models
from django.db.models import Q

from measures.migrations import at_once

FILL_IN = """
UPDATE measures_feed AS feed SET tried_at = latest.at, tried_outcome = latest.outcome
FROM (
    SELECT DISTINCT ON (feed_id) feed_id, at, outcome
    FROM (
        SELECT feed_id, ended_at AS at, outcome FROM measures_feedfetch AS reading
            WHERE ended_at > coalesce((
                SELECT max(at) FROM measures_rowchange
                WHERE "table" = 'measures_feed' AND "row" = reading.feed_id AND after ?| ARRAY['url', 'kind']
            ), '-infinity')
        UNION ALL SELECT id, read_at, 'read' FROM measures_feed WHERE read_at IS NOT NULL
        UNION ALL SELECT id, failing_since, '' FROM measures_feed WHERE failing_since IS NOT NULL
    ) AS found
    -- Of one moment, what the reading says: “read” may be that nothing has changed since.
    ORDER BY feed_id, at DESC, outcome = '', outcome = 'read'
) AS latest
WHERE latest.feed_id = feed.id;
"""


class Migration(migrations.Migration):
    dependencies = [("measures", "0072_verbs_and_timescales")]

    operations = [
        *at_once(
            migrations.AddField("feed", "tried_at", models.DateTimeField(editable=False, null=True)),
            migrations.AddField("feed", "tried_outcome", models.CharField(blank=True, editable=False, max_length=20)),
            migrations.AddConstraint(
                "feed",
                models.CheckConstraint(
                    condition=Q(tried_at__isnull=False) | Q(tried_outcome=""), name="feed_outcome_only_if_tried"
                ),
            ),
        ),
        migrations.RunSQL(FILL_IN),
    ]
