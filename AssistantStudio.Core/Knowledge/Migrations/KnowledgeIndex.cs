using AssistantStudio.Core.Data;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace AssistantStudio.Core.Knowledge.Migrations;

// The full-text index over chunks, written by hand like that of Search/Migrations, whose comment on ids holds here too.

/// <summary>
/// Words come folded; the tokenizer finds the spaces and takes endings off, so that "returned" finds "returns". A chunk
/// changes in nothing that is indexed: it is added and removed.
/// </summary>
[DbContext(typeof(SqliteStudioDbContext))]
[Migration("20261231000001_KnowledgeIndex")]
internal sealed class SqliteKnowledgeIndex : Migration
{
    private const string Columns = "\"Scope\", \"HeadingWords\", \"Words\"";

    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql($"""
            CREATE VIRTUAL TABLE "KnowledgeIndex" USING fts5({Columns}, content='KnowledgeChunks', content_rowid='Id', tokenize='porter unicode61 remove_diacritics 0');
            """);
        migrationBuilder.Sql($"""
            CREATE TRIGGER "KnowledgeChunks_Added" AFTER INSERT ON "KnowledgeChunks" BEGIN
            INSERT INTO "KnowledgeIndex" (rowid, {Columns}) VALUES (new."Id", new."Scope", new."HeadingWords", new."Words"); END;
            """);
        migrationBuilder.Sql($"""
            CREATE TRIGGER "KnowledgeChunks_Removed" AFTER DELETE ON "KnowledgeChunks" BEGIN
            INSERT INTO "KnowledgeIndex" ("KnowledgeIndex", rowid, {Columns}) VALUES ('delete', old."Id", old."Scope", old."HeadingWords", old."Words"); END;
            """);
        migrationBuilder.Sql("""INSERT INTO "KnowledgeIndex" ("KnowledgeIndex") VALUES ('rebuild');""");
    }
}

/// <summary>Generated columns, which a backup leaves out and a restore works out again, and one index over both.</summary>
[DbContext(typeof(PostgresStudioDbContext))]
[Migration("20261231000001_KnowledgeIndex")]
internal sealed class PostgresKnowledgeIndex : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        ALTER TABLE "KnowledgeChunks"
            ADD COLUMN "ScopeVector" tsvector GENERATED ALWAYS AS (to_tsvector('simple'::regconfig, "Scope")) STORED,
            ADD COLUMN "Vector" tsvector GENERATED ALWAYS AS (
                setweight(to_tsvector('english'::regconfig, "HeadingWords"), 'A') || setweight(to_tsvector('english'::regconfig, "Words"), 'D')) STORED;
        CREATE INDEX "IX_KnowledgeChunks_Vectors" ON "KnowledgeChunks" USING gin ("ScopeVector", "Vector");
        """);
}
