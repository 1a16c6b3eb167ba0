using AssistantStudio.Core.Assistants;
using AssistantStudio.Web.Components.Controls;

namespace AssistantStudio.Web.Components.Assistants;

/// <summary>An icon or a colour under the name that is stored. <paramref name="Drawn"/> is the icon's path or the colour's class.</summary>
internal sealed record LookChoice(string Name, string Title, string Drawn);

/// <summary>
/// How assistants are told apart at a glance. An assistant without an icon or colour of its own has its type's, and so has
/// one whose icon or colour a program chose that is none of these.
/// </summary>
internal static class AssistantLook
{
    public static IReadOnlyList<LookChoice> AllIcons { get; } =
    [
        new("chat", "Speech bubble", Icons.Chat),
        new("conversations", "Conversation", Icons.Bubbles),
        new("support", "Headset", Icons.Headset),
        new("people", "People", Icons.People),
        new("mail", "Letter", Icons.Mail),
        new("task", "Checklist", Icons.Checklist),
        new("calendar", "Calendar", Icons.Calendar),
        new("document", "Document", Icons.Document),
        new("book", "Book", Icons.Book),
        new("pen", "Pencil", Icons.Pencil),
        new("chart", "Chart", Icons.Chart),
        new("coin", "Coin", Icons.Coin),
        new("target", "Target", Icons.Target),
        new("globe", "Globe", Icons.Globe),
        new("building", "Building", Icons.Building),
        new("shield", "Shield", Icons.Shield),
        new("wrench", "Wrench", Icons.Wrench),
        new("assistant", "Assistant", Icons.Assistant),
    ];

    public static IReadOnlyList<LookChoice> AllColours { get; } =
    [
        new("slate", "Slate", "look-slate"),
        new("blue", "Blue", "look-blue"),
        new("teal", "Teal", "look-teal"),
        new("green", "Green", "look-green"),
        new("amber", "Amber", "look-amber"),
        new("coral", "Coral", "look-coral"),
        new("plum", "Plum", "look-plum"),
        new("indigo", "Indigo", "look-indigo"),
    ];

    public static LookChoice Icon(string name, AssistantType type) => Find(AllIcons, name) ?? Find(AllIcons, AssistantTypes.Of(type).Icon)!;

    public static LookChoice Colour(string name, AssistantType type) => Find(AllColours, name) ?? Find(AllColours, AssistantTypes.Of(type).Colour)!;

    /// <summary>What is stored, in words.</summary>
    public static string IconTitle(string? name) => Title(AllIcons, name);

    public static string ColourTitle(string? name) => Title(AllColours, name);

    public static bool IsKnown(IReadOnlyList<LookChoice> all, string name) => name.Length == 0 || Find(all, name) is not null;

    private static string Title(IReadOnlyList<LookChoice> all, string? name) => string.IsNullOrEmpty(name) ? "By type" : Find(all, name)?.Title ?? name;

    private static LookChoice? Find(IReadOnlyList<LookChoice> all, string name) => all.FirstOrDefault(c => c.Name == name);
}
