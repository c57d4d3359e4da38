package io.smarteros.tenant.local.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.local.process.JavaProgram;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClusterAddressesTest {
  @Test
  void names_of_services_lead_to_the_stand_ins_and_other_names_where_they_always_lead()
      throws IOException {
    assertThat(
            resolve(
                "127.9.8.7",
                "n8n.tenant-acme.svc",
                "n8n.tenant-acme.svc.cluster.local",
                "localhost",
                "svc.example.invalid"))
        .containsExactly("127.9.8.7", "127.9.8.7", "127.0.0.1", "unknown");
  }

  @Test
  void an_address_of_its_own_is_a_loopback_address() {
    assertThat(InetAddress.ofLiteral(ClusterAddresses.pick()).isLoopbackAddress()).isTrue();
  }

  /** In a JVM of its own: a JVM looks for its resolver once. */
  private static List<String> resolve(String standIns, String... names) throws IOException {
    List<String> command =
        new ArrayList<>(
            JavaProgram.command(
                Lookup.class.getName(), "-D%s=%s".formatted(ClusterAddresses.PROPERTY, standIns)));
    command.addAll(List.of(names));
    try (BufferedReader output = new ProcessBuilder(command).start().inputReader()) {
      return output.lines().toList();
    }
  }

  /** Prints the address of each name. */
  static final class Lookup {
    private Lookup() {}

    public static void main(String[] names) {
      for (String name : names) {
        System.out.println(address(name));
      }
    }

    private static String address(String name) {
      try {
        return InetAddress.getByName(name).getHostAddress();
      } catch (UnknownHostException e) {
        return "unknown";
      }
    }
  }
}
