using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.EntityFrameworkCore;

namespace AssistantStudio.Core.Data;

/// <summary>Keeps the key ring in PostgreSQL, where all nodes find it. The key system asks synchronously, at start and at rotation.</summary>
internal sealed class DataProtectionStore(IDbContextFactory<PostgresStudioDbContext> contexts) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var db = contexts.CreateDbContext();
        return [.. db.Set<DataProtectionKey>().AsNoTracking().Select(k => k.Xml).AsEnumerable().Select(XElement.Parse)];
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        using var db = contexts.CreateDbContext();
        var xml = element.ToString(SaveOptions.DisableFormatting);
        db.Database.ExecuteSql($"""INSERT INTO "DataProtectionKeys" ("Id", "Name", "Xml") VALUES ({Guid.CreateVersion7()}, {friendlyName}, {xml})""");
    }
}
