import { join } from "node:path";
import { clef, root } from "./clef.ts";

/**
 * What is served to the tests: a small simulated cohort, an EEG model that was aligned over two steps, embeddings, and a probe. All by the commands that
 * users have.
 */
export async function makeServed(folder: string): Promise<string[]> {
  const at = (name: string) => join(folder, name),
    recipe = (name: string) => join(root, "configs/eeg", `${name}-tiny.yaml`);
  const brief = ["training.steps=2", "training.batch=2", "training.warmup=1"];
  const branch = (name: string) => [`alignment.${name}.width=8`, `alignment.${name}.depth=1`, `alignment.${name}.heads=2`, `alignment.${name}.length=64`];

  await clef("simulate", "eeg", "--patients", "30", "--seed", "7", "--eeg-seconds", "60", "--annotations", "--out", at("simulated"));
  await clef(
    "cohort",
    "build",
    "--recordings",
    at("simulated/recordings"),
    "--metadata",
    at("simulated/metadata.csv"),
    "--reports",
    at("simulated/reports.csv"),
    "--out",
    at("cohort"),
  );
  await clef("eeg", "prepare", at("simulated/recordings"), "--out", at("store"));
  await clef(
    "eeg",
    "tokenizer",
    "train",
    recipe("tokenizer"),
    `store=${at("store")}`,
    `run=${at("tokenizer")}`,
    "crop_frames=40",
    "discriminator_width=4",
    ...brief,
    "model.width=8",
    "model.multipliers=[1,2]",
    "model.codes=32",
    "model.code_width=8",
  );
  await clef("eeg", "tokenizer", "encode", at("store"), "--model", at("tokenizer/model"), "--out", at("tokens.safetensors"));
  await clef(
    "eeg",
    "pretrain",
    recipe("pretrain"),
    `tokens=${at("tokens.safetensors")}`,
    `tokenizer=${at("tokenizer/model")}`,
    `run=${at("encoder")}`,
    ...brief,
    "model.codes=32",
    "model.width=16",
    "model.depth=1",
    "model.heads=2",
    "model.decoder_width=8",
    "model.decoder_depth=1",
    "model.decoder_heads=2",
  );
  await clef(
    "eeg",
    "align",
    recipe("align"),
    `tokens=${at("tokens.safetensors")}`,
    `encoder=${at("encoder/model")}`,
    `run=${at("eeg-tiny")}`,
    `sessions=${at("simulated/metadata.csv")}`,
    `reports=${at("simulated/reports.csv")}`,
    `events=${at("simulated/records/events.parquet")}`,
    ...brief,
    "alignment.width=12",
    ...branch("text"),
    ...branch("profile"),
  );

  const model = at("eeg-tiny/model");
  await clef("eeg", "embed", at("simulated/recordings"), "--model", model, "--space", "text", "--out", at("text.parquet"));
  await clef("eeg", "embed", at("simulated/recordings"), "--model", model, "--out", at("session.parquet"));
  for (const [task, column] of [
    ["diabetes", "diabetes"],
    ["age", "age"],
  ] as const) {
    await clef(
      "eeg",
      "probe",
      "--embeddings",
      at("session.parquet"),
      "--labels",
      at("simulated/metadata.csv"),
      "--task",
      column,
      "--name",
      task,
      "--model",
      model,
      "--out",
      join(folder, "probes", `${task}.json`),
      "--simulated",
      "--replicates",
      "20",
    );
  }
  return ["--models", model, "--probes", at("probes"), "--cohort", at("cohort"), "--index", `eeg-tiny=${at("text.parquet")}`];
}
