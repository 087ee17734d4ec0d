using Clef.Core;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Clef.Learning.Configuration;

/// <summary>
/// Reads an experiment's settings: a YAML file, then <c>key=value</c> overrides whose keys are paths joined by dots (<c>optimiser.rate=1e-4</c>). Keys are
/// written in snake_case. A key that the settings do not have is an error, in the file and among the overrides alike.
/// </summary>
public static class ConfigFile
{
    /// <summary>Reads and binds.</summary>
    /// <param name="path">The YAML file; null for defaults and overrides alone.</param>
    /// <param name="overrides">Each <c>key=value</c>; the value is read as YAML, so lists and nulls can be given too.</param>
    public static T Read<T>(string? path, IReadOnlyList<string> overrides) where T : class, new()
    {
        string source = path ?? "overrides";
        YamlMappingNode root = path is null ? new YamlMappingNode() : Load(path, File.Exists(path) ? File.ReadAllText(path) : throw new ClefException(path, null, null, "an existing configuration file"));
        foreach (string assignment in overrides)
        {
            Apply(root, assignment);
        }

        IDeserializer deserializer = new DeserializerBuilder()
            .WithNamingConvention(UnderscoredNamingConvention.Instance)
            .WithEnumNamingConvention(UnderscoredNamingConvention.Instance)
            .WithDuplicateKeyChecking()
            .WithEnforceRequiredMembers()
            .Build();
        try
        {
            var text = new StringWriter();
            new YamlStream(new YamlDocument(root)).Save(text, assignAnchors: false);
            return deserializer.Deserialize<T>(text.ToString()) ?? new T();
        }
        catch (YamlException e)
        {
            throw new ClefException(source, null, null, $"settings that exist, of the right kind: {Innermost(e)}", e);
        }
    }

    /// <summary>The settings as YAML with every value written out, for the run's record.</summary>
    public static string Write<T>(T settings) where T : class =>
        new SerializerBuilder()
            .WithNamingConvention(UnderscoredNamingConvention.Instance)
            .WithEnumNamingConvention(UnderscoredNamingConvention.Instance)
            .Build().Serialize(settings);

    private static YamlMappingNode Load(string source, string text)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            return stream.Documents.Count == 0 ? new YamlMappingNode()
                : stream.Documents[0].RootNode as YamlMappingNode ?? throw new ClefException(source, null, null, "a mapping of keys to values at the top");
        }
        catch (YamlException e)
        {
            throw new ClefException(source, $"line {e.Start.Line}", null, $"readable YAML ({e.Message})", e);
        }
    }

    private static void Apply(YamlMappingNode root, string assignment)
    {
        int equals = assignment.IndexOf('=');
        if (equals <= 0)
        {
            throw new ClefException("overrides", null, assignment, "the form key=value");
        }

        string[] keys = assignment[..equals].Split('.');
        YamlMappingNode at = root;
        foreach (string key in keys[..^1])
        {
            if (!at.Children.TryGetValue(key, out YamlNode? child) || child is not YamlMappingNode mapping)
            {
                at.Children[key] = mapping = new YamlMappingNode();
            }

            at = mapping;
        }

        var value = new YamlStream();
        value.Load(new StringReader($"v: {assignment[(equals + 1)..]}"));
        at.Children[keys[^1]] = ((YamlMappingNode)value.Documents[0].RootNode).Children["v"];
    }

    private static string Innermost(Exception e) => e.InnerException is { } inner ? Innermost(inner) : e.Message;
}
