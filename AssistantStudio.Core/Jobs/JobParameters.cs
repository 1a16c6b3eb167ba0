using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using DataValidationResult = System.ComponentModel.DataAnnotations.ValidationResult;
using ValidationException = AssistantStudio.Core.Shared.ValidationException;

namespace AssistantStudio.Core.Jobs;

/// <summary>One parameter in words for a form. The type is <c>number</c>, <c>text</c> or <c>boolean</c>.</summary>
public sealed record JobParameterField(string Name, string Title, string? Help, string Type, double? Minimum, double? Maximum);

/// <summary>A job's parameters between their record and JSON.</summary>
internal static class JobParameters
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };
    private static readonly JsonSerializerOptions s_stored = new(JsonSerializerDefaults.Web);

    public static string DefaultsOf(JobDefinition definition) => Write(definition.Parameters);

    public static string Write(object parameters) => JsonSerializer.Serialize(parameters, parameters.GetType(), s_json);

    /// <summary>Reads what somebody sent, and validates; the result's type is that of the definition's parameters.</summary>
    public static object Read(JobDefinition definition, string json) => Read(definition, json, s_json);

    /// <summary>Reads what was stored, perhaps by an earlier version: a parameter that the job no longer has is left out.</summary>
    public static object ReadStored(JobDefinition definition, string json) => Read(definition, json, s_stored);

    private static object Read(JobDefinition definition, string json, JsonSerializerOptions options)
    {
        object? parameters;
        try
        {
            parameters = json.Length > JobLimits.ParametersLength ? null : JsonSerializer.Deserialize(json, definition.Parameters.GetType(), options);
        }
        catch (JsonException e)
        {
            var field = e.Path?.TrimStart('$', '.') ?? "";
            throw new ValidationException(field.Length == 0 ? "parameters" : field, "The value is missing, of the wrong kind or not a parameter of this job.");
        }

        if (parameters is null)
        {
            throw new ValidationException("parameters", "The parameters are empty or too long.");
        }

        var problems = new List<DataValidationResult>();
        if (!Validator.TryValidateObject(parameters, new ValidationContext(parameters), problems, validateAllProperties: true))
        {
            throw new ValidationException(problems
                .SelectMany(p => p.MemberNames.DefaultIfEmpty("parameters"), (p, member) => (Field: JsonNamingPolicy.CamelCase.ConvertName(member), p.ErrorMessage))
                .GroupBy(p => p.Field)
                .ToDictionary(g => g.Key, g => g.Select(p => p.ErrorMessage ?? "The value is not allowed.").ToArray()));
        }

        return parameters;
    }

    /// <summary>Those that a person gives; a parameter with AutoGenerateField = false is only given by the program itself.</summary>
    public static IReadOnlyList<JobParameterField> Describe(JobDefinition definition) =>
        definition.Parameters.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(p => p.CanWrite && p.GetCustomAttribute<DisplayAttribute>()?.GetAutoGenerateField() != false)
            .Select(p => new JobParameterField(
                JsonNamingPolicy.CamelCase.ConvertName(p.Name),
                p.GetCustomAttribute<DisplayAttribute>()?.GetName() ?? p.Name,
                p.GetCustomAttribute<DisplayAttribute>()?.GetDescription(),
                TypeName(Nullable.GetUnderlyingType(p.PropertyType) ?? p.PropertyType),
                Bound(p.GetCustomAttribute<RangeAttribute>()?.Minimum),
                Bound(p.GetCustomAttribute<RangeAttribute>()?.Maximum)))
            .ToList();

    private static string TypeName(Type type) =>
        type == typeof(bool) ? "boolean" : type == typeof(string) || type.IsEnum ? "text" : "number";

    private static double? Bound(object? value) =>
        value is IConvertible number ? number.ToDouble(System.Globalization.CultureInfo.InvariantCulture) : null;
}
