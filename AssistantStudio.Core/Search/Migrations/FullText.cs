using AssistantStudio.Core.Data;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace AssistantStudio.Core.Search.Migrations;

// What EF cannot generate: the full-text indexes over SearchEntries. Written by hand, and apart from the generated
// migrations, which are made anew until the first release. The ids must come after theirs; with the first release they
// become the next second after the first generated one, because the last migration of a database names its schema.

/// <summary>
/// An FTS5 table that holds the index only, kept in step by triggers: EF's save, its transaction and a cascade all reach
/// it. Whoever rebuilds SearchEntries in a later migration has to make the triggers again.
/// </summary>
[DbContext(typeof(SqliteStudioDbContext))]
[Migration("20261231000000_FullText")]
internal sealed class SqliteFullText : Migration
{
    private const string Columns = "\"Scope\", \"Title\", \"Tags\", \"Summary\", \"Body\"";
    private const string Old = "old.\"Id\", old.\"Scope\", old.\"Title\", old.\"Tags\", old.\"Summary\", old.\"Body\"";
    private const string New = "new.\"Id\", new.\"Scope\", new.\"Title\", new.\"Tags\", new.\"Summary\", new.\"Body\"";
    private const string Take = $"""INSERT INTO "SearchIndex" ("SearchIndex", rowid, {Columns}) VALUES ('delete', {Old});""";
    private const string Put = $"""INSERT INTO "SearchIndex" (rowid, {Columns}) VALUES ({New});""";

    protected override void Up(MigrationBuilder migrationBuilder)
    {
        // The words come folded, so the tokenizer only has to find the spaces. Beginnings of two and three letters match many words.
        migrationBuilder.Sql($"""
            CREATE VIRTUAL TABLE "SearchIndex" USING fts5({Columns}, content='SearchEntries', content_rowid='Id', tokenize='unicode61 remove_diacritics 0', prefix='2 3');
            """);
        migrationBuilder.Sql($"""CREATE TRIGGER "SearchEntries_Added" AFTER INSERT ON "SearchEntries" BEGIN {Put} END;""");
        migrationBuilder.Sql($"""CREATE TRIGGER "SearchEntries_Removed" AFTER DELETE ON "SearchEntries" BEGIN {Take} END;""");
        migrationBuilder.Sql($"""CREATE TRIGGER "SearchEntries_Changed" AFTER UPDATE ON "SearchEntries" BEGIN {Take} {Put} END;""");
        migrationBuilder.Sql("""INSERT INTO "SearchIndex" ("SearchIndex") VALUES ('rebuild');""");
    }
}

/// <summary>Generated columns, which a backup leaves out and a restore works out again, and one index over both.</summary>
[DbContext(typeof(PostgresStudioDbContext))]
[Migration("20261231000000_FullText")]
internal sealed class PostgresFullText : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        ALTER TABLE "SearchEntries"
            ADD COLUMN "ScopeVector" tsvector GENERATED ALWAYS AS (to_tsvector('simple'::regconfig, "Scope")) STORED,
            ADD COLUMN "Vector" tsvector GENERATED ALWAYS AS (
                setweight(to_tsvector('simple'::regconfig, "Title"), 'A') || setweight(to_tsvector('simple'::regconfig, "Tags"), 'B')
                || setweight(to_tsvector('simple'::regconfig, "Summary"), 'C') || setweight(to_tsvector('simple'::regconfig, "Body"), 'D')) STORED;
        CREATE INDEX "IX_SearchEntries_Vectors" ON "SearchEntries" USING gin ("ScopeVector", "Vector");
        """);
}
