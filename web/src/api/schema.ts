// Written by scripts/client.mjs from docs/openapi.v1.json; not edited by hand.

/** The records that requests and answers are made of. */
export interface Schemas {
  /** An annotation: seconds from the start, length where stated, text, and the channel it belongs to. */
  AnnotationItem: {
    onset: number;
    duration: number | null;
    text: string;
    channel: string | null;
  };
  /** Annotations of a span. */
  AnnotationPage: {
    /** In time order. */
    annotations: readonly Schemas["AnnotationItem"][];
    /** From where to go on; null where there are no more. */
    next: number | null;
  };
  /** The annotations. */
  AnnotationSummary: {
    /** Their number. */
    count: number;
    /** The most frequent texts with their numbers. */
    kinds: Readonly<Record<string, number>>;
  };
  /** The last line of a log by number and hash: `123:abc...`. Kept beside the log, told by the service, and best noted down elsewhere too. */
  AuditHead: {
    /** The number; 0 for an empty log. */
    sequence: number;
    /** The hash. */
    hash: string;
  };
  /** What was done to one channel on its way to the model. */
  ChannelDone: {
    /** The channel that the model asked for. */
    wanted: string;
    /** The recorded channels it came from; none where it is missing. */
    sources: readonly string[];
    /** The unit as recorded. */
    unit: string;
    /** The factor to the model's unit; null where the unit is unknown. */
    factor: number | null;
    /** Hertz as recorded; null where the channel is missing. */
    recordedRate: number | null;
    /** Hertz as the model sees it. */
    rate: number;
    /** Samples that were missing and were interpolated. */
    interpolated: number;
    /** A derivation, a repeated label; may be empty. */
    note: string;
  };
  /** One channel, for people and programs. */
  ChannelSummary: {
    /** Its label. */
    label: string;
    /** Its unit; empty where the file does not say. */
    unit: string;
    /** Samples a second. */
    sampleRate: number;
    /** Number of samples. */
    samples: number;
    /** One step in the unit; null for floating point. */
    resolution: number | null;
    /** Lower end of the physical range, where stated. */
    minimum: number | null;
    /** Upper end of the physical range, where stated. */
    maximum: number | null;
    quality: null | Schemas["QualitySummary"];
  };
  /** A recording's vectors. */
  EmbedResult: {
    /** The model. */
    model: string;
    /** The digest of its weights. */
    digest: string;
    embedding: Schemas["ModelEmbedding"];
  };
  /** Points of an archive. */
  EmbeddingMap: {
    /** Points. */
    count: number;
    /** Share of the variance that the two axes show. */
    share: number;
    /** Identifiers. */
    recordings: readonly string[];
    /** First axis. */
    x: readonly number[];
    /** Second axis. */
    y: readonly number[];
  };
  /** How much each token of a session adds to its score for a text, or to what a probe says. */
  ExplainResult: {
    /** The model. */
    model: string;
    /** The text, or the task. */
    text: string;
    /** The session's cosine with the text; of a task, the probe's logit without its intercept and temperature. */
    score: number;
    /** Rows of tokens (frequency, the lowest first). */
    rows: number;
    /** Columns of tokens (time). */
    columns: number;
    /** Frequencies of a row. */
    binsPerRow: number;
    /** Frames (seconds) of a column. */
    framesPerColumn: number;
    /** Start of the session, seconds. */
    from: number;
    /** (row, column): above 0 where the token raises the score. */
    values: readonly number[];
  };
  /** What a report says of one finding. */
  FindingStatus: "notMentioned" | "absent" | "possible" | "present";
  /** A hit. */
  FoundRecording: {
    /** The recording; null where the service does not have it. */
    recording: string | null;
    /** The name it is indexed by. */
    name: string;
    /** Cosine. */
    similarity: number;
    facts: null | Schemas["RecordingItem"];
  };
  /** The beats of an ECG channel. */
  HeartAnswer: {
    /** Its place. */
    channel: number;
    /** Its label. */
    label: string;
    /** Start of the span, seconds. */
    from: number;
    /** Its length. */
    seconds: number;
    /** Seconds of the R peaks from the recording's start. */
    peaks: readonly number[];
    rhythm: Schemas["HeartRhythm"];
  };
  /** Heart rate and its variability in time (Task Force of the ESC and NASPE 1996), from the intervals between R peaks. */
  HeartRhythm: {
    /** Number of intervals that count: those from 0.3 to 2 s. */
    intervals: number;
    /** Mean rate; null without an interval. */
    beatsPerMinute: number | null;
    /** Of the longest interval. */
    slowestBeatsPerMinute: number | null;
    /** Of the shortest interval. */
    fastestBeatsPerMinute: number | null;
    /** Standard deviation of the intervals in milliseconds; null with fewer than two. */
    sdnn: number | null;
    /** Root mean square of the differences of neighbouring intervals in milliseconds; null without a pair of neighbours. */
    rmssd: number | null;
    /** Share of those differences above 50 ms, 0 to 1; null without a pair of neighbours. */
    pnn50: number | null;
  };
  /** A job, as it is on disk and as clients see it. */
  Job: {
    /** Its identifier; the order of identifiers is that of acceptance. */
    id: string;
    state: Schemas["JobState"];
    request: Schemas["JobRequest"];
    /** When. */
    accepted: string;
    /** When it ended; null before. */
    ended: string | null;
    /** Share done. */
    progress: number;
    /** Why it failed. */
    problem: string | null;
    /** True where nothing more will happen. */
    isOver?: boolean;
  };
  /** What a job does. */
  JobKind: "embed" | "predict" | "zeroShot" | "explain";
  /** What is asked for. */
  JobRequest: {
    kind: Schemas["JobKind"];
    /** The recording. */
    recording: string;
    /** The model's name. */
    model: string;
    /** The lead, for an ECG model of one lead; I where not given. */
    lead?: string | null;
    /** Start of the span, seconds. */
    from?: number;
    /** Length of the span, seconds; the rest where not given. */
    seconds?: number | null;
    /** Of predict: the tasks; all of the model's where not given. */
    tasks?: readonly string[] | null;
    /** Of zeroShot: the questions. */
    prompts?: readonly Schemas["Prompt"][] | null;
    /** Of explain: the text; or else `task`. */
    text?: string | null;
    /** Of explain: the task whose probe's answer is explained. */
    task?: string | null;
    /** Of explain with `task`: the class; the last, which of two is the positive one, where not given. */
    class?: string | null;
    /** Of embed: whether the vectors are to be found by search from now on. */
    index?: boolean;
    /** Age in years, where the recording does not state it: for the cautions about subgroups. */
    age?: number | null;
    /** F or M, where the recording does not state it. */
    sex?: string | null;
  };
  /** Where a job is. */
  JobState: "waiting" | "running" | "done" | "failed" | "cancelled";
  /** What the points of a map are coloured by. */
  MapColours: {
    /** The label. */
    by: string;
    /** Whether the values are numbers; else they are names of categories. */
    isNumber: boolean;
    /** One for each point, in the map's order; null where it is not known. */
    values: readonly string[];
  };
  /** What a recording mainly holds. */
  Modality: "other" | "eeg" | "ecg";
  /** A recording as a model sees it, and what was done for that. */
  ModelEmbedding: {
    /** The vector in each space. */
    vectors: Readonly<Record<string, readonly number[]>>;
    /** Start of what entered, seconds. */
    from: number;
    /** How much of it. */
    seconds: number;
    /** Windows joined by their mean. */
    windows: number;
    /** Share of it that was recorded. */
    valid: number;
    /** What was done to each channel. */
    channels: readonly Schemas["ChannelDone"][];
    /** What else there is to say; may be empty. */
    note: string;
  };
  /** A model. */
  ModelFacts: {
    /** Its name. */
    name: string;
    modality: Schemas["Modality"];
    /** The digest of its weights. */
    digest: string;
    /** The preparation of signals. */
    pipeline: string;
    /** The spaces it embeds into, with the numbers of a vector. */
    spaces: Readonly<Record<string, number>>;
    /** Whether it searches and scores by text, and explains. */
    takesText: boolean;
    /** What it predicts. */
    tasks: readonly Schemas["TaskFacts"][];
  };
  /** What a model's probes say of a recording. For research; not a diagnosis. */
  PredictResult: {
    /** The model. */
    model: string;
    /** The digest of its weights. */
    digest: string;
    /** An answer for each task. */
    tasks: readonly Schemas["TaskAnswer"][];
    done: Schemas["ModelEmbedding"];
    audit: Schemas["AuditHead"];
  };
  /** A long recording's extremes are being made. */
  Preparing: {
    /** The share that is done. */
    progress: number;
  };
  /** What a probe says. */
  ProbeAnswer: {
    /** The class; empty for a number. */
    class: string;
    /** Logit or number. */
    score: number;
    /** Calibrated; null for a number. */
    probability: number | null;
    /** Lower end of a number's conformal interval. */
    low: number | null;
    /** Upper end. */
    high: number | null;
    /** Whether "not this class" is in the conformal set; null where there is none. */
    mayBeAbsent: boolean | null;
    /** Whether the class is in the set. */
    mayBePresent: boolean | null;
    /** How often sets, or intervals, hold the truth. */
    coverage: number | null;
  };
  /** A figure of the test part. */
  ProbeFigure: {
    /** The metric. */
    metric: string;
    /** Its value. */
    value: number;
    /** Lower end of its 95 % interval over patients. */
    low: number;
    /** Upper end. */
    high: number;
  };
  /** What a probe was fitted on. */
  ProbeTraining: {
    /** Rows of training. */
    train: number;
    /** Rows of validation. */
    validation: number;
    /** Rows of test. */
    test: number;
    /** Patients of training. */
    patients: number;
    /** Whether the data are simulated. */
    simulated: boolean;
  };
  /** Problem details (RFC 9457). */
  Problem: {
    type: string;
    title: string;
    status: number;
    detail: string;
    trace: string;
  };
  /** A question in words. */
  Prompt: {
    /** Name of the score. */
    name: string;
    /** What a report would say if it held. */
    positive: readonly string[];
    /** What it would say if not; may be left out. */
    negative?: readonly string[] | null;
  };
  /** The part of the recording whose quality was judged. */
  QualitySpan: {
    /** Where it begins, seconds. */
    from: number;
    /** How long it is. */
    seconds: number;
    /** The index of the worst ECG lead; null without one. */
    worstEcgIndex: number | null;
  };
  /** What is wrong with a channel. */
  QualitySummary: {
    /** Shares of the judged seconds by fault: missing, flat, clipped, mains, muscle, electrodePop. */
    faults: Readonly<Record<string, number>>;
    /** The signal-quality index of an ECG lead, 0 to 1; null for any other channel. */
    ecgIndex: number | null;
  };
  /** A recording in a list; what only a cohort knows is null for an upload. */
  RecordingItem: {
    id: string;
    source: string;
    name: string;
    modality: Schemas["Modality"];
    patient: string | null;
    format: string | null;
    start: string | null;
    seconds: number | null;
    channels: number | null;
    sampleRate: number | null;
    age: number | null;
    sex: string | null;
    site: string | null;
    setting: string | null;
    split: string | null;
  };
  /** Where a recording comes from. */
  RecordingOrigin: {
    /** Whether anything says that it is simulated. */
    simulated: boolean;
    recording: Schemas["RecordingItem"];
  };
  /** A page of recordings. */
  RecordingPage: {
    /** How many there are under the filters. */
    total: number;
    /** The place of the first shown. */
    offset: number;
    /** Those of this page. */
    recordings: readonly Schemas["RecordingItem"][];
  };
  /** What `clef info` and the service show of a recording. */
  RecordingSummary: {
    /** The file's name. */
    name: string;
    /** The format. */
    format: string;
    /** When it began; null where the file does not say. */
    start: string | null;
    /** Its length. */
    durationSeconds: number;
    /** The facts of the person that the file states; values are null unless asked for. */
    subject: Readonly<Record<string, string>>;
    annotations: Schemas["AnnotationSummary"];
    /** Spans in which nothing was recorded. */
    gaps: readonly Schemas["TimeSpanSeconds"][];
    quality: null | Schemas["QualitySpan"];
    /** The channels. */
    channels: readonly Schemas["ChannelSummary"][];
    /** What reading tolerated. */
    remarks: readonly Schemas["Remark"][];
  };
  /** One departure from a format's standard that reading tolerated. */
  Remark: {
    /** A stable name such as `record-count-wrong`, for programs. */
    code: string;
    /** What was found and how it was read, for people. */
    text: string;
  };
  /** A finding of a report. */
  ReportFinding: {
    /** Its identifier. */
    finding: string;
    /** Its name. */
    label: string;
    status: Schemas["FindingStatus"];
    /** Where in the text. */
    spans: readonly Schemas["TextSpan"][];
  };
  /** How the numbers of a tile are written. */
  SampleEncoding: "f32" | "i16";
  /** What was found. */
  SearchAnswer: {
    /** How many vectors were searched. */
    searched: number;
    /** The nearest, the nearest first. */
    hits: readonly Schemas["FoundRecording"][];
  };
  /** What is searched for. */
  SearchRequest: {
    /** The model. */
    model: string;
    /** What a report would say. */
    text?: string | null;
    /** A recording whose like is wanted. */
    recording?: string | null;
    /** session, text or profile; for likeness. Text where the model has it, else session. */
    space?: string | null;
    /** How many. */
    limit?: number;
    /** Only recordings of F or of M, as the cohort says. */
    sex?: string | null;
    /** Only of this age in years or above. */
    leastAge?: number | null;
    /** Only of this age in years or below. */
    mostAge?: number | null;
    /** Only of this setting, as the cohort calls it. */
    setting?: string | null;
    /** Only of this source: cohort or upload. */
    source?: string | null;
  };
  /** The service. */
  ServiceFacts: {
    /** Its version. */
    version: string;
    /** Bytes of the largest recording that it takes. */
    largestUpload: number;
    /** Sessions of the served cohort; 0 without one. */
    sessions: number;
    /** Whether the cohort is simulated. */
    simulated: boolean;
  };
  /** A report and what was found in it. */
  SessionReport: {
    /** The report. */
    text: string;
    /** The findings it speaks of. */
    findings: readonly Schemas["ReportFinding"][];
  };
  /** The header of a tile of spectra. */
  SpectrogramHeader: {
    /** Its place. */
    tile: number;
    /** How many the recording has. */
    tiles: number;
    /** Start, seconds; frame t is centred t times Hop later. */
    from: number;
    /** Seconds a frame. */
    hop: number;
    /** Frames. */
    frames: number;
    /** Frequencies. */
    bins: number;
    /** The first of them. */
    lowestHertz: number;
    /** From one to the next. */
    hertzPerBin: number;
    /** What 255 stands for; 1 stands for its negative. */
    clipDecibels: number;
    /** The preparation. */
    pipeline: string;
    /** Regions or channels. */
    rows: readonly string[];
  };
  /** What one probe says. */
  TaskAnswer: {
    /** The task. */
    task: string;
    /** The digest of the probe. */
    probe: string;
    /** Whether the probabilities were calibrated on held-out people. */
    calibrated: boolean;
    /** For each class, or of one number. */
    answers: readonly Schemas["ProbeAnswer"][];
    /** Why to doubt it; often none. */
    cautions: readonly string[];
    /** What the probe reached on its test part, by class. */
    figures: Readonly<Record<string, readonly Schemas["ProbeFigure"][]>>;
  };
  /** A task that a model predicts. */
  TaskFacts: {
    /** The task. */
    task: string;
    /** What its probe was fitted on. */
    source: string;
    kind: Schemas["TaskKind"];
    /** The lead it was fitted on; empty where there is no choice. */
    lead: string;
    /** Its classes; one without a name for a number. */
    classes: readonly string[];
    training: null | Schemas["ProbeTraining"];
    /** Whether its probabilities are calibrated. */
    calibrated: boolean;
    /** What it reached on its test part, by class. */
    figures: Readonly<Record<string, readonly Schemas["ProbeFigure"][]>>;
  };
  /** What kind of answer a task asks for. */
  TaskKind: "binary" | "multiClass" | "multiLabel" | "regression";
  /** A span of a text, in characters (UTF-16 units). */
  TextSpan: {
    start: number;
    length: number;
  };
  /** The header of a tile of signal. */
  TileHeader: {
    /** Start, seconds. */
    from: number;
    /** Length. */
    seconds: number;
    /** `samples` or `extremes`. */
    kind: string;
    encoding: Schemas["SampleEncoding"];
    /** The traces. */
    traces: readonly Schemas["TraceHeader"][];
  };
  /** A span of time within a recording, in seconds from its start. */
  TimeSpanSeconds: {
    from?: number;
    duration?: number;
  };
  /** One trace of a tile: its name, unit, samples or columns a second, how many, what a number is worth, and where its numbers begin. */
  TraceHeader: {
    name: string;
    unit: string;
    rate: number;
    count: number;
    scale: number;
    at: number;
  };
  /** What an upload became. */
  UploadAnswer: {
    /** SHA-256 of the file. */
    digest: string;
    /** Its length. */
    bytes: number;
    /** The recordings in it. */
    recordings: readonly Schemas["UploadedRecording"][];
  };
  /** A recording of an upload. */
  UploadedRecording: {
    /** Its identifier. */
    id: string;
    /** Its entry within an archive; empty for a single file. */
    name: string;
    modality: Schemas["Modality"];
  };
  /** How near a recording is to findings put in words. The scores of one question order recordings; they are no probabilities. */
  ZeroShotResult: {
    model: string;
    digest: string;
    scores: readonly Schemas["ZeroShotScore"][];
    done: Schemas["ModelEmbedding"];
    audit: Schemas["AuditHead"];
  };
  /** The score of one question. */
  ZeroShotScore: {
    name: string;
    score: number;
  };
}

/** The operations: what each takes, and what it answers. */
export interface Operations {
  /** Upload a recording, or a zip archive of recordings. */
  "POST /api/v1/recordings": {
    path: {};
    query: { name?: string | undefined };
    body: undefined;
    answer: Schemas["UploadAnswer"];
  };
  /** List recordings: those of the cohort, with what it says of them, and uploads. */
  "GET /api/v1/recordings": {
    path: {};
    query: { text?: string | undefined; modality?: string | undefined; source?: string | undefined; sex?: string | undefined; leastAge?: number | undefined; mostAge?: number | undefined; ids?: string | undefined; offset?: number | undefined; limit?: number | undefined };
    body: undefined;
    answer: Schemas["RecordingPage"];
  };
  /** What a recording holds, as `clef info --json` writes it. */
  "GET /api/v1/recordings/{id}": {
    path: { id: string };
    query: { qualitySeconds?: number | undefined };
    body: undefined;
    answer: Schemas["RecordingSummary"];
  };
  /** Delete an upload, and what was made from it. */
  "DELETE /api/v1/recordings/{id}": {
    path: { id: string };
    query: {};
    body: undefined;
    answer: undefined;
  };
  /** Annotations of a span, in time order; at most 1,000, then `next` says from where to go on. */
  "GET /api/v1/recordings/{id}/annotations": {
    path: { id: string };
    query: { from?: number | undefined; seconds?: number | undefined };
    body: undefined;
    answer: Schemas["AnnotationPage"];
  };
  /** The report of a cohort's recording with the findings found in it, and where in the text. */
  "GET /api/v1/recordings/{id}/report": {
    path: { id: string };
    query: {};
    body: undefined;
    answer: Schemas["SessionReport"];
  };
  /** The tasks that the cohort has labels of. */
  "GET /api/v1/labels": {
    path: {};
    query: {};
    body: undefined;
    answer: readonly string[];
  };
  /** A task's labels: 1 positive, 0 control, by recording; those left out are not listed. */
  "GET /api/v1/labels/{task}": {
    path: { task: string };
    query: {};
    body: undefined;
    answer: Readonly<Record<string, number>>;
  };
  /** A span of signal at any zoom. */
  "GET /api/v1/recordings/{id}/signal": {
    path: { id: string };
    query: { from: number; seconds: number; columns?: number | undefined; channels?: string | undefined; montage?: string | undefined; lowCut?: number | undefined; highCut?: number | undefined; notch?: number | undefined; encoding?: string | undefined };
    body: undefined;
    answer: Schemas["Preparing"];
  };
  /** R peaks and rhythm of an ECG channel over at most an hour. */
  "GET /api/v1/recordings/{id}/heart": {
    path: { id: string };
    query: { channel?: number | undefined; from?: number | undefined; seconds?: number | undefined };
    body: undefined;
    answer: Schemas["HeartAnswer"];
  };
  /** The spectra of one session (1,280 s) of an EEG. */
  "GET /api/v1/recordings/{id}/spectrogram/{tile}": {
    path: { id: string; tile: number };
    query: { by?: string | undefined; average?: number | undefined };
    body: undefined;
    answer: undefined;
  };
  /** The models that are served, and their tasks. */
  "GET /api/v1/models": {
    path: {};
    query: {};
    body: undefined;
    answer: readonly Schemas["ModelFacts"][];
  };
  /** Number and hash of the last audited prediction; noted elsewhere, it lets `clef audit verify --expect` find what was cut off. */
  "GET /api/v1/audit/head": {
    path: {};
    query: {};
    body: undefined;
    answer: Schemas["AuditHead"];
  };
  /** The service: its version, the largest upload, and whether the served cohort is simulated. */
  "GET /api/v1/about": {
    path: {};
    query: {};
    body: undefined;
    answer: Schemas["ServiceFacts"];
  };
  /** Whether a recording is simulated, and what a list says of it. */
  "GET /api/v1/recordings/{id}/origin": {
    path: { id: string };
    query: {};
    body: undefined;
    answer: Schemas["RecordingOrigin"];
  };
  /** Ask for embeddings, predictions, zero-shot scores or an explanation. */
  "POST /api/v1/jobs": {
    path: {};
    query: { wait?: number | undefined };
    body: Schemas["JobRequest"];
    answer: Schemas["Job"];
  };
  /** The newest jobs. */
  "GET /api/v1/jobs": {
    path: {};
    query: { state?: string | undefined; limit?: number | undefined };
    body: undefined;
    answer: readonly Schemas["Job"][];
  };
  /** A job's state. */
  "GET /api/v1/jobs/{id}": {
    path: { id: string };
    query: {};
    body: undefined;
    answer: Schemas["Job"];
  };
  /** Cancel a job; one that runs stops at its next step. */
  "DELETE /api/v1/jobs/{id}": {
    path: { id: string };
    query: {};
    body: undefined;
    answer: Schemas["Job"];
  };
  /** A job's result, of whatever kind. */
  "GET /api/v1/jobs/{id}/result": {
    path: { id: string };
    query: {};
    body: undefined;
    answer: unknown;
  };
  /** The result of an embed job. */
  "GET /api/v1/jobs/{id}/embedding": {
    path: { id: string };
    query: {};
    body: undefined;
    answer: Schemas["EmbedResult"];
  };
  /** The result of a predict job. */
  "GET /api/v1/jobs/{id}/prediction": {
    path: { id: string };
    query: {};
    body: undefined;
    answer: Schemas["PredictResult"];
  };
  /** The result of a zeroShot job. */
  "GET /api/v1/jobs/{id}/scores": {
    path: { id: string };
    query: {};
    body: undefined;
    answer: Schemas["ZeroShotResult"];
  };
  /** The result of an explain job. */
  "GET /api/v1/jobs/{id}/relevance": {
    path: { id: string };
    query: {};
    body: undefined;
    answer: Schemas["ExplainResult"];
  };
  /** A job's states as server-sent events, from now to its end. */
  "GET /api/v1/jobs/{id}/events": {
    path: { id: string };
    query: {};
    body: undefined;
    answer: undefined;
  };
  /** Recordings by text, or by their likeness to one. Exact. */
  "POST /api/v1/search": {
    path: {};
    query: {};
    body: Schemas["SearchRequest"];
    answer: Schemas["SearchAnswer"];
  };
  /** An archive's vectors on their two principal axes, at most 5,000 of them. */
  "GET /api/v1/map": {
    path: {};
    query: { model: string; space?: string | undefined };
    body: undefined;
    answer: Schemas["EmbeddingMap"];
  };
  /** What the points of a map are coloured by, in the map's order. */
  "GET /api/v1/map/colours": {
    path: {};
    query: { model: string; space?: string | undefined; by: string };
    body: undefined;
    answer: Schemas["MapColours"];
  };
}
