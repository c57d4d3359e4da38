package io.smarteros.tenant.local.benchmark;

import java.util.Locale;

/** A row of the first table. docs/performance.md says what each means. */
enum Figure {
  OBJECTS_EXIST("all objects exist, s", 1),
  ALL_READY("all tenants Ready, s", 1),
  LEADING("leading, s", 2),
  LOOKED_AT("all tenants looked at, s", 1),
  FIRST_WRITE_MEDIAN("edit to first write, p50, ms", 0),
  FIRST_WRITE_P99("edit to first write, p99, ms", 0),
  WRITES("writes to the API server", 0),
  READS("reads of the API server", 0),
  RECONCILIATIONS("reconciliations", 0),
  LOGINS("log-ins to PostgreSQL", 0),
  TRANSACTIONS("transactions in PostgreSQL", 0),
  CPU_SHARE_OPERATOR("CPU, operator, % of a core", 1),
  CPU_OPERATOR("CPU, operator, s", 1),
  CPU_OF_ONE("CPU, operator, per reconciliation, ms", 1),
  CPU_API_SERVER("CPU, kube-apiserver, s", 1),
  CPU_ETCD("CPU, etcd, s", 1),
  CPU_POSTGRES("CPU, PostgreSQL, s", 1),
  CPU_CONTROLLERS("CPU, controllers, scheduler, kwok, s", 1),
  CPU_BENCHMARK("CPU, clients and stand-ins, s", 1),
  MEMORY_OPERATOR("memory, operator, MiB", 0),
  MEMORY_OPERATOR_PEAK("memory, operator at most, MiB", 0),
  MEMORY_API_SERVER("memory, kube-apiserver, MiB", 0),
  MEMORY_ETCD("memory, etcd, MiB", 0),
  MEMORY_POSTGRES("memory, PostgreSQL, MiB", 0);

  private final String title;
  private final int decimals;

  Figure(String title, int decimals) {
    this.title = title;
    this.decimals = decimals;
  }

  String title() {
    return title;
  }

  String format(double value) {
    return String.format(Locale.ROOT, "%,." + decimals + "f", value);
  }
}
