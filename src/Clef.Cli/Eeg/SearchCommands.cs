using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Clef.Core;
using Clef.Core.Tables;
using Clef.Eeg.Embedding;
using Clef.Eeg.Search;

namespace Clef.Cli.Eeg;

/// <summary><c>clef eeg search</c> and <c>clef eeg zeroshot</c>.</summary>
internal static class SearchCommands
{
    public static Command Search()
    {
        var text = new Argument<string?>("TEXT") { Description = "What a report would say, as \"left temporal sharp waves during sleep\".", Arity = ArgumentArity.ZeroOrOne };
        var index = Index();
        var like = new Option<string?>("--like") { Description = "Instead of a text: a session of the index whose like is wanted." };
        var model = new Option<string?>("--model") { Description = "The aligned model; needed for a text." };
        var encoder = EegText.TextEncoder();
        var top = new Option<int>("--top") { Description = "How many sessions.", DefaultValueFactory = _ => 10 };
        top.Validators.Add(r =>
        {
            if (r.GetValueOrDefault<int>() < 1)
            {
                r.AddError("--top is 1 or more.");
            }
        });
        var json = new Option<bool>("--json") { Description = "Write one JSON array." };
        var command = new Command("search", "Find sessions by text, or by a session like them, exactly.") { text, index, like, model, encoder, top, json };
        command.Validators.Add(r =>
        {
            if ((r.GetValue(text) is null) == (r.GetValue(like) is null))
            {
                r.AddError("Give a text, or --like SESSION.");
            }
            else if (r.GetValue(text) is not null && r.GetValue(model) is null)
            {
                r.AddError("A search by text needs --model.");
            }
        });
        command.SetAction(parsed =>
        {
            float[]? query = parsed.GetValue(like) is null ? OfText(parsed.GetValue(model)!, parsed.GetValue(encoder), parsed.GetValue(text)!) : null;
            IReadOnlyList<SearchHit> hits = Hits(parsed.GetValue(index)!, query, parsed.GetValue(like), parsed.GetValue(top));
            Console.WriteLine(parsed.GetValue(json)
                ? JsonSerializer.Serialize(hits, EegText.Json)
                : string.Join('\n', hits.Select((h, i) => FormattableString.Invariant($"{i + 1,4}  {h.Cosine,7:0.0000}  {h.Session}{(h.Patient is null ? "" : $"  {h.Patient}")}"))));
            return 0;
        });
        return command;
    }

    public static Command ZeroShotCommand()
    {
        var index = Index();
        var model = new Option<string>("--model") { Description = "The aligned model.", Required = true };
        var encoder = EegText.TextEncoder();
        var prompts = new Option<string>("--prompts") { Description = "CSV: name, positive and, where wanted, negative wordings.", Required = true };
        var output = new Option<string?>("--out") { Description = "A CSV file; stdout where not given." };
        var command = new Command("zeroshot", "Score sessions for findings put in words, without training.") { index, model, encoder, prompts, output };
        command.SetAction(parsed =>
        {
            IReadOnlyList<ZeroShotPrompt> questions = ZeroShotPrompt.Read(parsed.GetValue(prompts)!);
            SessionIndex sessions = SessionIndex.Read(parsed.GetValue(index)!);
            using EegModel opened = EegModel.Open(parsed.GetValue(model)!, parsed.GetValue(encoder));
            IReadOnlyList<(string Name, double[] Scores)> scores = ZeroShot.Score(opened, sessions, questions);
            var csv = new StringBuilder("session,patient");
            csv.Append(string.Concat(scores.Select(s => "," + CsvTable.Quote(s.Name)))).Append('\n');
            for (int row = 0; row < sessions.Table.Count; row++)
            {
                csv.Append(CsvTable.Quote(sessions.Table.Ids[row])).Append(',').Append(CsvTable.Quote(sessions.Table.Patients[row]));
                foreach ((_, double[] values) in scores)
                {
                    csv.Append(CultureInfo.InvariantCulture, $",{values[row]:0.000000}");
                }

                csv.Append('\n');
            }

            if (parsed.GetValue(output) is { } file)
            {
                AtomicFile.WriteText(file, csv.ToString());
                Console.WriteLine(FormattableString.Invariant($"{file}: {sessions.Table.Count} sessions, {scores.Count} scores"));
            }
            else
            {
                Console.Write(csv);
            }

            return 0;
        });
        return command;
    }

    /// <summary>From an archive on disk, which is not read whole, or from a table.</summary>
    private static IReadOnlyList<SearchHit> Hits(string index, float[]? query, string? like, int top)
    {
        if (Directory.Exists(index))
        {
            using var archive = new SessionArchive(index);
            return like is null ? archive.Nearest(query, top) : archive.Like(like, top);
        }

        SessionIndex sessions = SessionIndex.Read(index);
        return like is null ? sessions.Nearest(query, top) : sessions.Like(like, top);
    }

    private static float[] OfText(string model, string? encoder, string text)
    {
        using EegModel opened = EegModel.Open(model, encoder);
        return opened.EmbedText(text);
    }

    private static Option<string> Index() => new("--index") { Description = "A table of 'clef eeg embed --space text', or (for search) an archive of 'clef eeg index'.", Required = true };
}
