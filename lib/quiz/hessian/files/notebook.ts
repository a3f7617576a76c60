import type { SineNetwork } from '@/lib/quiz/hessian/network.types';

/** A PyTorch notebook with the checkpoint inside. */
export function personalNotebook(network: SineNetwork, studentId: string): string {
  const numbers = Buffer.from(
    Float32Array.from([...network.w, ...network.b, network.beta, network.alpha, ...network.x, ...network.y])
      .buffer,
  ).toString('base64');
  const code = [
    'import base64, math',
    'import numpy as np',
    'import torch',
    `numbers = torch.tensor(np.frombuffer(base64.b64decode("${numbers}"), dtype="<f4").astype("f8"))`,
    'theta, beta, alpha, x, y = numbers[:16], numbers[16], numbers[17], numbers[18:66], numbers[66:]',
    'def loss(p):',
    '    f = beta + alpha * torch.sin(x[:, None] * p[:8] + p[8:]).sum(1)',
    '    return ((f - y) ** 2).mean()',
    'p = theta.clone().requires_grad_(True)',
    'gradient, = torch.autograd.grad(loss(p), p)',
    'hessian = torch.autograd.functional.hessian(loss, theta)',
    'eigenvalues = torch.linalg.eigvalsh(hessian)',
    'print(f"gradient norm: {gradient.norm().item()}, minimum ratio: {(eigenvalues > 0).double().mean().item()}")',
  ];
  const lines = (all: readonly string[]) => all.map((line, i) => (i < all.length - 1 ? `${line}\n` : line));
  return JSON.stringify({
    nbformat: 4,
    nbformat_minor: 5,
    metadata: { kernelspec: { name: 'python3', display_name: 'Python 3', language: 'python' } },
    cells: [
      { cell_type: 'markdown', id: 'about', metadata: {}, source: lines([`# Hessian quiz: ${studentId}`]) },
      { cell_type: 'code', id: 'run', metadata: {}, execution_count: null, outputs: [], source: lines(code) },
    ],
  });
}
