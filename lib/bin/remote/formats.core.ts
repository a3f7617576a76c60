/** The forms of a checkpoint, as the quiz has them; named here so that `--help` need not load the quiz. */
export const CHECKPOINT_FORMATS: readonly string[] = ['safetensors', 'npz', 'ipynb', 'json'];
