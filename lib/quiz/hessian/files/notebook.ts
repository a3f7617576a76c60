import { layeredNotebook } from '@/lib/quiz/hessian/files/layered-notebook';
import { code, float32Base64, markdown, notebookOf } from '@/lib/quiz/hessian/files/notebook-cells';
import { isLayered, type Checkpoint, type SineNetwork } from '@/lib/quiz/hessian/network.types';

/**
 * A PyTorch notebook for one student with the checkpoint inside, so that it runs in a hosted notebook or offline with nothing
 * else. It prints the two numbers the question is about and leaves the conclusion to the student. The same numbers give the
 * same bytes: nothing in it depends on the checkpoint's class (A43, A44).
 */
export function personalNotebook(network: Checkpoint, studentId: string): string {
  return isLayered(network) ? layeredNotebook(network, studentId) : sineNotebook(network, studentId);
}

function sineNotebook(network: SineNetwork, studentId: string): string {
  const cells = [
    markdown('about', [
      `# Hessian quiz: ${studentId}`,
      '',
      'This notebook holds **your** checkpoint of a small network. Run every cell from top to bottom; at the end stand the two',
      'numbers the question on the quiz page is about.',
    ]),
    code('checkpoint', checkpointCode(network)),
    markdown('model', [
      '## The network',
      '',
      String.raw`$$f(x) = \beta + \alpha \sum_{j=1}^{8} \sin(w_j x + b_j), \qquad L = \frac1n \sum_i (f(x_i) - y_i)^2$$`,
      '',
      String.raw`It was fitted to $\sin(5\pi x)/(5\pi x)$ with noise. The last layer is **frozen**: $\alpha$ and $\beta$ belong to the task and`,
      'are not trained, so there are 16 parameters: $w_1 … w_8$, then $b_1 … b_8$.',
    ]),
    code('loss', [
      'def loss(parameters):',
      '    hidden = torch.sin(x[:, None] * parameters[:8] + parameters[8:])',
      '    return ((beta + alpha * hidden.sum(dim=1) - y) ** 2).mean()',
      '',
      'print("loss:", loss(parameters).item())',
    ]),
    markdown('gradient', [
      '## Gradient and exact Hessian',
      '',
      'The Hessian here is the exact one, the derivative of the gradient. A Gauss–Newton matrix is not enough: it has no negative',
      'eigenvalues, so it would call every saddle point a minimum.',
    ]),
    code('numbers', [
      'at = parameters.clone().requires_grad_(True)',
      '(gradient,) = torch.autograd.grad(loss(at), at)',
      'hessian = torch.autograd.functional.hessian(loss, parameters)',
      'eigenvalues = torch.linalg.eigvalsh(hessian)',
      'print("eigenvalues:", eigenvalues.tolist())',
    ]),
    code('result', [
      'gradient_norm = gradient.norm().item()',
      'minimum_ratio = (eigenvalues > 0).double().mean().item()',
      'print(f"gradient norm: {gradient_norm}, minimum ratio: {minimum_ratio}")',
    ]),
  ];
  return notebookOf(cells);
}

function checkpointCode(network: SineNetwork): string[] {
  const values = [...network.w, ...network.b, network.beta, network.alpha, ...network.x, ...network.y];
  const [units, points] = [network.w.length, network.x.length];
  return [
    'import base64',
    'import numpy as np',
    'import torch',
    '',
    '# Your checkpoint: w, b, beta, alpha, x, y as 32-bit floats. It is computed with in 64 bits, so that the sign of a small',
    '# eigenvalue does not hang on rounding.',
    `numbers = torch.tensor(np.frombuffer(base64.b64decode("${float32Base64(values)}"), dtype="<f4").astype("f8"))`,
    `parameters, beta, alpha, x, y = torch.split(numbers, [${2 * units}, 1, 1, ${points}, ${points}])`,
  ];
}
