namespace AssistantStudio.Core.Knowledge;

public static class KnowledgeLimits
{
    public const int NameLength = 120;
    public const int SettingsLength = 20_000;
    public const int LicenceLength = 500;

    /// <summary>All of them are looked at with each search.</summary>
    public const int SourcesPerOrganization = 200;

    public const int ExternalIdLength = 500;
    public const int TitleLength = 300;
    public const int LabelsLength = 8_000;
    public const int ReasonLength = 500;
    public const int HeadingLength = 500;

    /// <summary>Of one file that is uploaded, or read from anywhere.</summary>
    public const long FileBytes = 50 * 1024 * 1024;

    /// <summary>In one request of other software.</summary>
    public const int RecordsAtOnce = 500;

    /// <summary>Of one such record.</summary>
    public const int RecordLength = 200_000;

    /// <summary>Of a folder: beyond that somebody has named the wrong one.</summary>
    public const int FilesPerFolder = 200_000;

    public const int ShortestInterval = 1;
    public const int LongestInterval = 24 * 31;
    public const int UsualInterval = 6;

    public const int LongestAgeDays = 3650;
}
