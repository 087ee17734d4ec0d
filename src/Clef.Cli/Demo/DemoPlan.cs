using System.Globalization;
using Clef.Core.Tables;

namespace Clef.Cli.Demo;

/// <summary>The steps of the demo, as command lines.</summary>
/// <param name="Folder">The demo's folder.</param>
/// <param name="Sizes">How large it is.</param>
/// <param name="Seed">The seed of the simulated patients.</param>
internal sealed record DemoPlan(string Folder, DemoSizes Sizes, ulong Seed)
{
    /// <summary>What is searched for: a finding that some simulated patients have and others not.</summary>
    public const string Query = "generalised slowing of the background, encephalopathy";

    /// <summary>
    /// The aligned model's vectors in the space that it shares with reports, which is searched. They are judged first: on another simulated cohort they were
    /// ahead of the vectors before that space (docs/demo.md).
    /// </summary>
    public const string InWords = "aligned-text";

    /// <summary>The test part's ECGs by file, which pretraining leaves out; the demo makes it of the cohort's split.</summary>
    public const string HeldOut = "ecg/held-out.csv";

    /// <summary>The findings of the EEG benchmark by name, as questions without training, and each session's scores for them.</summary>
    public const string Prompts = "eeg/prompts.csv", ZeroShot = "eeg/zero-shot.csv";

    /// <summary>The benchmarks in the order in which they are shown.</summary>
    public static IReadOnlyList<(string Kind, string Suite)> Suites { get; } = [("eeg", "eeg234"), ("ecg", "ecg-findings"), ("ecg", "ecg-records")];

    /// <summary>How an encoder keeps its random weights: codes do not enter by what the tokenizer learnt; one step at a rate that moves no number of 32 bits.</summary>
    private static readonly string[] s_untrained = ["code_vectors=false", "training.steps=1", "training.batch=2", "training.warmup=1", "training.rate=1e-12",
        "training.average=null", "training.log_every=1", "training.checkpoint_every=1"];

    /// <summary>Sessions to fit, to choose and to judge on. A larger test part than usual, since the cohort is small and its intervals wide.</summary>
    private const string Shares = "train=0.6,validation=0.1,test=0.3";

    /// <summary>A path within the demo's folder.</summary>
    public string At(string name) => Path.Combine(Folder, name);

    /// <summary>Patients are simulated and gathered into a cohort.</summary>
    public IEnumerable<DemoStep> Simulated(string kind)
    {
        int patients = kind == "eeg" ? Sizes.EegPatients : Sizes.EcgPatients;
        string[] length = kind == "eeg" ? ["--eeg-seconds", Text(Sizes.EegSeconds)] : [];
        string data = At($"{kind}/simulated");
        yield return new($"Simulate {patients} patients with an {kind.ToUpperInvariant()}, a report and a record",
            ["simulate", kind, "--patients", Text(patients), "--seed", Text(Seed), .. length, "--out", data]);
        yield return new("Gather them into a cohort", "cohort", "build", "--recordings", $"{data}/recordings", "--metadata", $"{data}/metadata.csv",
            "--reports", $"{data}/reports.csv", "--ehr", $"{data}/records", "--out", At($"{kind}/cohort"));
        yield return Split($"{kind}/cohort");
    }

    /// <summary>The user's data are gathered into a cohort.</summary>
    public IEnumerable<DemoStep> Own(DemoSources own)
    {
        string[] more = [.. Option("--metadata", own.Metadata), .. Option("--reports", own.Reports), .. Option("--ehr", own.Records)];
        yield return new("Gather the recordings into a cohort", ["cohort", "build", "--recordings", own.Recordings, .. more, "--out", At("cohort")]);
        yield return Split("cohort");
    }

    /// <summary>The EEG model, from recordings to search.</summary>
    /// <param name="data">Where the data are.</param>
    /// <param name="cohort">The cohort's folder within the demo's.</param>
    /// <param name="splits">Whether training keeps to the training part: where recordings name the patients that the cohort knows.</param>
    public IEnumerable<DemoStep> Eeg(DemoSources data, string cohort, bool splits)
    {
        const string part = "eeg";
        string store = At("eeg/store"), tokens = At("eeg/tokens.safetensors"), tokenizer = At("eeg/tokenizer/model");
        string[] apart = splits ? [$"splits={At(cohort)}/splits.csv"] : [];
        bool aligns = data.Reports is not null;
        yield return new("Prepare sessions: 19 channels, spectrogram", "eeg", "prepare", data.Recordings, "--out", store) { Part = part,
            Makes = $"{store}/pipeline.json" };
        yield return new("Train the tokenizer", ["eeg", "tokenizer", "train", Recipe("tokenizer"), $"store={store}", .. apart,
            $"run={At("eeg/tokenizer")}", .. Sizes.Tokenizer]) { Part = part };
        yield return new("Draw a session beside what its tokens keep", "eeg", "tokenizer", "show", store, "--model", tokenizer, "--out",
            At("eeg/tokens.png")) { Part = "eeg-picture" };
        yield return new("Turn sessions into tokens", "eeg", "tokenizer", "encode", store, "--model", tokenizer, "--out", tokens) { Part = part };
        yield return new("Pretrain the encoder by masked reconstruction",
            ["eeg", "pretrain", Recipe("pretrain"), $"tokens={tokens}", $"tokenizer={tokenizer}", .. apart, $"run={At("eeg/pretrained")}",
                .. Sizes.Encoder, .. Sizes.Pretrain]) { Part = part };
        yield return new("Keep an encoder with random weights to compare with",
            ["eeg", "pretrain", Recipe("pretrain"), $"tokens={tokens}", $"tokenizer={tokenizer}", .. apart, $"run={At("eeg/random")}",
                .. Sizes.Encoder, .. s_untrained]) { Part = part };
        if (aligns)
        {
            string[] known = [.. Setting("sessions", data.Metadata), .. Setting("reports", data.Reports),
                .. Setting("events", data.Records is null ? null : $"{At(cohort)}/events.parquet")];
            yield return new("Align it with reports and records of the training part",
                ["eeg", "align", Recipe("align"), $"tokens={tokens}", $"encoder={At("eeg/pretrained")}/model", $"splits={At(cohort)}/splits.csv",
                    .. known, $"run={At("eeg/aligned")}", .. Sizes.Align]) { Part = "eeg-align" };
        }

        foreach (string model in (string[])[.. aligns ? ["aligned"] : Array.Empty<string>(), "pretrained", "random"])
        {
            yield return new($"Embed every session with the {model} encoder", "eeg", "embed", store, "--model", $"{At($"eeg/{model}")}/model", "--out",
                At($"eeg/{model}.parquet")) { Part = model == "aligned" ? "eeg-align" : part };
        }

        foreach (DemoStep step in aligns ? SearchByText(store) : SearchByLikeness())
        {
            yield return step;
        }

        if (data.Reports is not null || data.Records is not null)
        {
            yield return Features("eeg", cohort);
            foreach (DemoStep step in Bench("eeg", "eeg234", cohort, [InWords, "aligned", "pretrained"]))
            {
                yield return step;
            }
        }
    }

    /// <summary>The ECG model, from recordings to the benchmark. A step names the tables that there are when its turn comes.</summary>
    public IEnumerable<DemoStep> Ecg(DemoSources data, string cohort)
    {
        const string part = "ecg", tune = "ecg-tune";
        string[] input = [$"inputs=[{data.Recordings}]", $"exclude=[{At(HeldOut)}]", $"store={At("ecg/windows")}"];
        yield return new("Pretrain the ECG encoder on unlabelled leads",
            ["ecg", "pretrain", Recipe("ecg-pretrain"), .. input, $"run={At("ecg/pretrained")}", .. Sizes.Ecg]) { Part = part };
        yield return new("Keep one with random weights to compare with",
            ["ecg", "pretrain", Recipe("ecg-pretrain"), .. input, $"run={At("ecg/random")}", "objective=simclr", "steps=1", "batch=2", "rate=1e-12",
                "minimum_rate=1e-12", "log_every=1", "checkpoint_every=1"]) { Part = part };
        if (data.Reports is not null)
        {
            string labels = At("ecg/findings.csv");
            yield return new("Gather what the reports state as labels", "cohort", "findings", At(cohort), "--kind", "ecg", "--least",
                Text(Sizes.LeastFinding), "--out", labels) { Part = tune };
            yield return new("Fine-tune the pretrained encoder on those of the training part",
                ["ecg", "finetune", Recipe("ecg-finetune"), $"labels={labels}", $"inputs=[{data.Recordings}]", $"store={At("ecg/labelled")}",
                    $"model={At("ecg/pretrained")}/model", $"run={At("ecg/finetuned")}", .. Sizes.EcgFinetune]) { Part = tune };
        }

        foreach (string model in (string[])[.. data.Reports is not null ? ["finetuned"] : Array.Empty<string>(), "pretrained", "random"])
        {
            yield return new($"Embed lead I with the {model} encoder", "ecg", "embed", data.Recordings, "--model", $"{At($"ecg/{model}")}/model",
                "--out", At($"ecg/{model}.parquet")) { Part = model == "finetuned" ? tune : part, Makes = At($"ecg/{model}.parquet") };
        }

        string[] suites = [.. data.Reports is not null ? ["ecg-findings"] : Array.Empty<string>(),
            .. data.Metadata is not null || data.Records is not null ? ["ecg-records"] : Array.Empty<string>()];
        if (suites.Length > 0)
        {
            yield return Features("ecg", cohort);
        }

        foreach (string suite in suites)
        {
            foreach (DemoStep step in Bench("ecg", suite, cohort, ["finetuned", "pretrained"]))
            {
                yield return step;
            }
        }
    }

    /// <summary>The service on what the demo made.</summary>
    /// <param name="models">Folders of runs.</param>
    /// <param name="cohort">The cohort's folder.</param>
    /// <param name="index">A model and the table that is searched; null for none.</param>
    public string[] Serve(IEnumerable<string> models, string cohort, string? index) =>
        ["clef", "serve", "--models", .. models.Select(m => $"{At(m)}/model"), "--cohort", At(cohort), .. Option("--index", index), "--data", At("serve")];

    private DemoStep Split(string cohort) => new("Split its patients", "cohort", "split", At(cohort), "--shares", Shares, "--stratify", "sex", "age");

    private IEnumerable<DemoStep> SearchByText(string store)
    {
        const string part = "eeg-align-search";
        string table = At($"eeg/{InWords}.parquet"), archive = At("eeg/archive"), model = $"{At("eeg/aligned")}/model";
        yield return new("Embed every session where reports lie", "eeg", "embed", store, "--model", model, "--space", "text", "--out", table) { Part = part };
        yield return new("Gather an archive that can be searched", "eeg", "index", table, "--out", archive) { Part = part };
        yield return new("Search it by text", "eeg", "search", Query, "--index", archive, "--model", model, "--top", "100000", "--json") { Part = part,
            Saves = At("eeg/search.json") };
        yield return new("Score all sessions for findings by their names alone", "eeg", "zeroshot", "--index", table, "--model", model, "--prompts",
            At(Prompts), "--out", At(ZeroShot)) { Part = part };
    }

    /// <summary>Where there are no reports to align with; asked for when sessions are embedded, of which the first serves.</summary>
    private IEnumerable<DemoStep> SearchByLikeness()
    {
        string table = At("eeg/pretrained.parquet");
        if (File.Exists(table))
        {
            yield return new("Search for sessions like the first", "eeg", "search", "--like", EmbeddingTable.Read(table).Ids[0], "--index", table, "--top",
                "10", "--json") { Part = "eeg-search", Saves = At("eeg/search.json") };
        }
    }

    private DemoStep Features(string kind, string cohort) => new("Compute simple signal features to compare with", "bench", "features", "--cohort",
        At(cohort), "--out", At($"{kind}/band-power.parquet")) { Part = $"{kind}-bench" };

    /// <summary>
    /// A benchmark of those of some models whose table there is, the model that is judged first. One seed, the cohort's own split: more of them cost minutes and
    /// change means by less than a hundredth.
    /// </summary>
    private IEnumerable<DemoStep> Bench(string kind, string suite, string cohort, string[] models)
    {
        string part = $"{kind}-bench-{suite}", run = At($"{kind}/bench-{suite}");
        string[] tables = [.. models.Where(m => File.Exists(At($"{kind}/{m}.parquet"))).Select(m => $"{m}={At($"{kind}/{m}.parquet")}")];
        yield return new($"Run the benchmark {suite} with all baselines",
            ["bench", "run", suite, "--cohort", At(cohort), "--embeddings", .. tables, "--baseline", $"random-init={At($"{kind}/random.parquet")}",
                $"band-power={At($"{kind}/band-power.parquet")}", "--minimum-positives", Text(Sizes.LeastPositives), "--minimum-test",
                Text(Sizes.LeastTest), "--seeds", "1", "--replicates", Text(Sizes.Replicates), "--out", run]) { Part = part };
        yield return new("Write its report", "bench", "report", run, "--replicates", Text(Sizes.Replicates), "--out", At($"{kind}/{suite}.html")) { Part =
            part };
    }

    /// <summary>A recipe of <c>configs/demo</c>, which the demo writes into its folder.</summary>
    private string Recipe(string name) => At($"recipes/{name}.yaml");

    private static string[] Option(string name, string? value) => value is null ? [] : [name, value];

    private static string[] Setting(string name, string? value) => value is null ? [] : [$"{name}={value}"];

    private static string Text(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);
}
