using AssistantStudio.Core.Data;

namespace AssistantStudio.Web.Hosting;

/// <summary>Where the data lies and what the program listens on, from the settings or by default.</summary>
public static class StudioConfiguration
{
    public const string DataDirectoryKey = "AssistantStudio:DataDirectory";
    public const string DefaultUrl = "http://localhost:5080";

    private const string SolutionFile = "AssistantStudio.sln";

    /// <summary>The data folder: as configured, else beside the solution, else beside the published program. Never under bin/.</summary>
    public static DataFolder DataFolder(IConfiguration configuration)
    {
        var configured = configuration[DataDirectoryKey];
        return new(string.IsNullOrWhiteSpace(configured) ? Path.Combine(Home(), "data") : configured, SqliteFile(configuration));
    }

    public static bool NamesUrls(IConfiguration configuration) =>
        !string.IsNullOrEmpty(configuration[WebHostDefaults.ServerUrlsKey])
        || !string.IsNullOrEmpty(configuration["http_ports"])
        || !string.IsNullOrEmpty(configuration["https_ports"])
        || configuration.GetSection("Kestrel:Endpoints").GetChildren().Any();

    /// <summary>The file that a connection string for SQLite names; everything else looks for the database where the folder says.</summary>
    private static string? SqliteFile(IConfiguration configuration)
    {
        var section = configuration.GetSection(DatabaseOptions.Section);
        var text = section[nameof(DatabaseOptions.ConnectionString)];
        return string.IsNullOrWhiteSpace(text) || string.Equals(section[nameof(DatabaseOptions.Provider)], nameof(DatabaseProvider.Postgres), StringComparison.OrdinalIgnoreCase)
            ? null
            : new Microsoft.Data.Sqlite.SqliteConnectionStringBuilder(text).DataSource;
    }

    private static string Home()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, SolutionFile)))
            {
                return folder.FullName;
            }
        }

        return AppContext.BaseDirectory;
    }
}
