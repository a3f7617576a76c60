import {
  code,
  float32Base64,
  markdown,
  notebookOf,
  type Cell,
} from '@/lib/quiz/hessian/files/notebook-cells';
import type { Activation, LayeredNetwork } from '@/lib/quiz/hessian/network.types';

const IN_PYTORCH: Readonly<Record<Activation, string>> = {
  tanh: 'torch.tanh',
  sigmoid: 'torch.sigmoid',
  // Beyond its threshold PyTorch takes softplus for a straight line: in float64 it is one only from about 37 on.
  softplus: 'lambda z: torch.nn.functional.softplus(z, threshold=40)',
  relu: 'torch.relu',
};

/** The notebook of an imported network: the exact Hessian over all parameters, or the computation of 2021. */
export function layeredNotebook(network: LayeredNetwork, studentId: string): string {
  return notebookOf([
    markdown('about', [
      `# Hessian quiz: ${studentId}`,
      '',
      'This notebook holds **your** checkpoint of a network. Run every cell from top to bottom; at the end stand the two numbers the',
      'question on the quiz page is about.',
    ]),
    code('checkpoint', checkpointCode(network)),
    markdown('model', [
      '## The network',
      '',
      `Linear layers with ${network.activation} between them, all of them trainable, the readout too. The loss is the mean squared error.`,
    ]),
    code('loss', LOSS),
    ...(network.mode === 'exact' ? exactCells() : cellsOf2021()),
    code('result', ['print(f"gradient norm: {gradient_norm}, minimum ratio: {minimum_ratio}")']),
  ]);
}

function checkpointCode({ layers, activation, x, y }: LayeredNetwork): string[] {
  const parameters = layers.flatMap(({ weight, bias }) => [...weight.flat(), ...bias]);
  const inputs = x[0]?.length ?? 1;
  const shapes = layers.map(({ weight }) => `(${weight.length}, ${weight[0]?.length ?? 0})`);
  return [
    'import base64',
    'import numpy as np',
    'import torch',
    '',
    '# Your checkpoint: the parameters in the order of PyTorch, x, y as 32-bit floats. It is computed with in 64 bits.',
    `numbers = torch.tensor(np.frombuffer(base64.b64decode("${float32Base64([...parameters, ...x.flat(), ...y])}"), dtype="<f4").astype("f8"))`,
    `parameters, x, y = torch.split(numbers, [${parameters.length}, ${x.length * inputs}, ${y.length}])`,
    `x = x.reshape(${x.length}, ${inputs})`,
    `shapes = [${shapes.join(', ')}]  # of the weights: outputs, inputs`,
    `activation = ${IN_PYTORCH[activation]}`,
  ];
}

const LOSS = [
  'def layers(parameters):',
  '    start = 0',
  '    for outputs, inputs in shapes:',
  '        weight = parameters[start:start + outputs * inputs].reshape(outputs, inputs)',
  '        start += outputs * inputs',
  '        yield weight, parameters[start:start + outputs]',
  '        start += outputs',
  '',
  'def network(parameters):',
  '    value = x',
  '    for index, (weight, bias) in enumerate(layers(parameters)):',
  '        value = value @ weight.T + bias',
  '        if index < len(shapes) - 1:',
  '            value = activation(value)',
  '    return value[:, 0]',
  '',
  'def loss(parameters):',
  '    return ((network(parameters) - y) ** 2).mean()',
  '',
  'at = parameters.clone().requires_grad_(True)',
  'print("loss:", loss(at).item())',
];

function exactCells(): Cell[] {
  return [
    markdown('gradient', [
      '## Gradient and exact Hessian',
      '',
      'The Hessian here is the exact one over **all** parameters, the derivative of the gradient.',
    ]),
    code('numbers', [
      '(gradient,) = torch.autograd.grad(loss(at), at)',
      'hessian = torch.autograd.functional.hessian(loss, parameters)',
      'eigenvalues = torch.linalg.eigvalsh(hessian)',
      'gradient_norm = gradient.norm().item()',
      'minimum_ratio = (eigenvalues > 0).double().mean().item()',
    ]),
  ];
}

function cellsOf2021(): Cell[] {
  return [
    markdown('gradient', [
      '## Gradient and the matrices of 2021',
      '',
      'For each layer, over its weights alone: $H = \\sum_n v_n v_n^T$ with $v_n$ the gradient of the network’s **output** for point $n$. The',
      'ratio is the mean over the layers of the share of positive eigenvalues, the norm the mean over the layers of the norm of the',
      "loss's gradient. A sum over few points has few eigenvalues that are not zero: the signs of the others are rounding, and may differ",
      'between machines. Your course knows and accepts answers accordingly.',
    ]),
    code('numbers', [
      'spans, start = [], 0',
      'for outputs, inputs in shapes:',
      '    spans.append(slice(start, start + outputs * inputs))',
      '    start += outputs * inputs + outputs',
      '(gradient,) = torch.autograd.grad(loss(at), at)',
      'slopes = torch.autograd.functional.jacobian(network, parameters)',
      'spectra = [torch.linalg.eigvalsh(slopes[:, span].T @ slopes[:, span]) for span in spans]',
      'gradient_norm = np.mean([gradient[span].norm().item() for span in spans])',
      'minimum_ratio = np.mean([(values > 0).double().mean().item() for values in spectra])',
    ]),
  ];
}
