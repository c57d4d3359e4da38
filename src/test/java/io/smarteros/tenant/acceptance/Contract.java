package io.smarteros.tenant.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.local.process.ChildProcess;
import io.smarteros.tenant.local.process.TestProgram;
import java.util.List;

/**
 * What the stand-in of an application keeps in every build, asked of the real one.
 *
 * @param test name of the class, which reads from system properties where the application is
 */
record Contract(String test) {
  static final Contract N8N = new Contract("io.smarteros.tenant.local.n8n.N8nStandInContractTest");
  static final Contract ODOO = new Contract("io.smarteros.tenant.local.odoo.OdooContractTest");

  /**
   * Its output is part of that of this run.
   *
   * @param properties as in {@code -Dodoo.real.url=http://127.0.0.1:8069}
   */
  void assertKept(String... properties) {
    List<String> command = TestProgram.command(List.of("--select-class=" + test), properties);
    try (ChildProcess tests = ChildProcess.startVisibly(test, new ProcessBuilder(command))) {
      assertThat(tests.waitFor()).as("exit code of %s, whose output is above", test).isZero();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
