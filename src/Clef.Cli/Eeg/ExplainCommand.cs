using System.CommandLine;
using System.Globalization;
using System.Text;
using Clef.Core;
using Clef.Eeg.Embedding;
using Clef.Eeg.Pictures;
using Clef.Eeg.Search;
using Clef.Eeg.Sessions;
using Clef.Eeg.Tokenizer;

namespace Clef.Cli.Eeg;

/// <summary><c>clef eeg explain STORE --text TEXT --model DIR --out FILE</c>.</summary>
internal static class ExplainCommand
{
    public static Command Create()
    {
        var store = new Argument<string>("STORE") { Description = "A session store." };
        var session = new Option<string?>("--session") { Description = "The session's id; the first where not given." };
        var text = new Option<string>("--text") { Description = "What a report would say.", Required = true };
        var model = new Option<string>("--model") { Description = "The aligned model.", Required = true };
        var encoder = EegText.TextEncoder();
        var method = new Option<string>("--method") { Description = "gradient (one pass, first order) or occlusion (a pass a patch).", DefaultValueFactory = _ => "gradient" };
        method.AcceptOnlyFromAmong("gradient", "occlusion");
        var columns = new Option<int>("--columns") { Description = "Columns of a patch that is occluded.", DefaultValueFactory = _ => 8 };
        var output = new Option<string>("--out") { Description = "A table (.csv) or a picture (.svg, .png).", Required = true };
        var command = new Command("explain", "Show which tokens of a session raise or lower its score for a text.") { store, session, text, model, encoder, method, columns, output };
        command.SetAction((parsed, stop) =>
        {
            using SessionStore sessions = SessionStore.Open(parsed.GetValue(store)!);
            using EegModel opened = EegModel.Open(parsed.GetValue(model)!, parsed.GetValue(encoder));
            int place = EegText.Place(sessions, parsed.GetValue(session));
            string id = sessions.Sessions[place].Id;
            SessionTokens tokens = opened.Tokenise(sessions.Read(place), id);
            float[] wanted = opened.EmbedText(parsed.GetValue(text)!);
            var progress = new ProgressLine();
            TokenRelevance relevance = parsed.GetValue(method) == "gradient"
                ? TokenRelevance.ByGradient(opened, tokens, wanted)
                : TokenRelevance.ByOcclusion(opened, tokens, wanted, parsed.GetValue(columns), done => progress.Show(() => FormattableString.Invariant($"{done:0%} of the patches")), stop);
            progress.End();
            Write(parsed.GetValue(output)!, sessions, place, opened.Tokens, relevance, parsed.GetValue(text)!);
            Console.WriteLine(FormattableString.Invariant($"{parsed.GetValue(output)}: session {id}, score {relevance.Score:0.0000}"));
            return Task.FromResult(0);
        });
        return command;
    }

    private static void Write(string output, SessionStore sessions, int place, TokenizerConfig grid, TokenRelevance relevance, string text)
    {
        if (!output.EndsWith(".csv", StringComparison.OrdinalIgnoreCase))
        {
            Draw(output, sessions, place, grid, relevance, text);
            return;
        }

        var csv = new StringBuilder("row,column,from_hz,to_hz,from_seconds,to_seconds,relevance\n");
        double hertz = sessions.Frequencies[1] - sessions.Frequencies[0];
        for (int row = 0; row < relevance.Rows; row++)
        {
            for (int column = 0; column < relevance.Columns; column++)
            {
                csv.Append(CultureInfo.InvariantCulture,
                    $"{row},{column},{row * grid.PatchBins * hertz:0.###},{(row + 1) * grid.PatchBins * hertz:0.###},{column * grid.PatchFrames},{(column + 1) * grid.PatchFrames},{relevance.Values[(row * relevance.Columns) + column]:R}\n");
            }
        }

        AtomicFile.WriteText(output, csv.ToString());
    }

    /// <summary>The session, and beside it the relevance of each token over its patch of frequency and time, the same for all channels since a token holds all.</summary>
    private static void Draw(string output, SessionStore sessions, int place, TokenizerConfig grid, TokenRelevance relevance, string text)
    {
        SessionCrop crop = sessions.Crop(place, 0, relevance.Columns * grid.PatchFrames);
        double largest = Math.Max(1e-12, relevance.Values.Max(Math.Abs));
        var painted = new float[crop.Values.Length];
        for (int i = 0; i < painted.Length; i++)
        {
            int frame = i % crop.Frames, bin = i / crop.Frames % crop.Bins;
            painted[i] = (float)(relevance.Values[(bin / grid.PatchBins * relevance.Columns) + (frame / grid.PatchFrames)] / largest);
        }

        SpectrogramPicture.Write(
            output, sessions.Pipeline.Channels, crop.Bins, crop.Frames, sessions.Frequencies[1] - sessions.Frequencies[0], 1, "(levels over the clip; relevance over its largest)",
            new SpectrogramPanel(sessions.Sessions[place].Id, crop.Values, crop.Valid),
            new SpectrogramPanel(FormattableString.Invariant($"relevance for \"{text}\", score {relevance.Score:0.000}"), painted, crop.Valid));
    }
}
