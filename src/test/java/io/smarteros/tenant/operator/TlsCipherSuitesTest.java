package io.smarteros.tenant.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.internal.SSLUtils;
import io.smarteros.tenant.local.ClusterTest;
import io.smarteros.tenant.local.cluster.LocalCluster;
import java.net.URI;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;

@ClusterTest
final class TlsCipherSuitesTest {
  private final Config config;

  TlsCipherSuitesTest(LocalCluster cluster) {
    this.config = cluster.client().getConfiguration();
  }

  @Test
  void the_jdk_knows_all_that_are_offered() throws Exception {
    assertThat(SSLContext.getDefault().getSupportedSSLParameters().getCipherSuites())
        .containsAll(TlsCipherSuites.OFFERED);
  }

  @Test
  void the_api_server_takes_the_one_that_costs_the_operator_least() throws Exception {
    assertThat(agreed(TlsCipherSuites.OFFERED)).isEqualTo("TLS_CHACHA20_POLY1305_SHA256");
  }

  @Test
  void an_api_server_that_knows_only_aes_can_be_used() throws Exception {
    List<String> others =
        TlsCipherSuites.OFFERED.stream().filter(suite -> !suite.contains("CHACHA20")).toList();

    assertThat(agreed(others)).startsWith("TLS_AES_");
  }

  private String agreed(List<String> offered) throws Exception {
    URI apiServer = URI.create(config.getMasterUrl());
    SSLContext context = SSLUtils.sslContext(config);
    try (SSLSocket socket =
        (SSLSocket)
            context.getSocketFactory().createSocket(apiServer.getHost(), apiServer.getPort())) {
      socket.setEnabledCipherSuites(offered.toArray(String[]::new));
      socket.startHandshake();
      return socket.getSession().getCipherSuite();
    }
  }
}
