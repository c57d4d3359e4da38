package io.smarteros.tenant.local.benchmark;

import java.util.Optional;

/** Whose processor time is measured, and the memory of some. */
enum Actor {
  OPERATOR(Figure.CPU_OPERATOR, Optional.of(Figure.MEMORY_OPERATOR)),
  API_SERVER(Figure.CPU_API_SERVER, Optional.of(Figure.MEMORY_API_SERVER)),
  ETCD(Figure.CPU_ETCD, Optional.of(Figure.MEMORY_ETCD)),
  POSTGRES(Figure.CPU_POSTGRES, Optional.of(Figure.MEMORY_POSTGRES)),
  /** Controllers, scheduler and the kubelet's stand-in. */
  CONTROLLERS(Figure.CPU_CONTROLLERS, Optional.empty()),
  /** This process: clients, and the stand-ins of applications. */
  BENCHMARK(Figure.CPU_BENCHMARK, Optional.empty());

  private final Figure cpu;
  private final Optional<Figure> memory;

  Actor(Figure cpu, Optional<Figure> memory) {
    this.cpu = cpu;
    this.memory = memory;
  }

  Figure cpu() {
    return cpu;
  }

  Optional<Figure> memory() {
    return memory;
  }
}
