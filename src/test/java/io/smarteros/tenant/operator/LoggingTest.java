package io.smarteros.tenant.operator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smarteros.tenant.operator.configuration.LogFormat;
import java.io.ByteArrayOutputStream;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

class LoggingTest {
  private final LoggerContext context = new LoggerContext();
  private final ByteArrayOutputStream output = new ByteArrayOutputStream();

  @Test
  void a_text_line_bears_time_level_origin_tenant_and_message() {
    configure(LogFormat.TEXT);
    try (var _ = MDC.putCloseable("resource.name", "acme")) {
      log("io.smarteros.tenant.reconcile.TenantReconciler").info("Database {} made", "n8n");
    }
    log("io.smarteros.tenant.operator.Main").warn("Starting");

    assertThat(lines()[0])
        .matches(
            "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z INFO  TenantReconciler \\[acme]"
                + " Database n8n made");
    assertThat(lines()[1]).endsWith(" WARN  Main [-] Starting");
  }

  @Test
  void a_json_line_bears_the_same() throws JsonProcessingException {
    configure(LogFormat.JSON);
    try (var _ = MDC.putCloseable("resource.name", "acme")) {
      log("io.smarteros.tenant.reconcile.TenantReconciler").info("Database \"{}\" made", "n8n");
    }
    assertThat(lines()).hasSize(1);
    JsonNode line = new ObjectMapper().readTree(lines()[0]);

    assertThat(line.path("timestamp").isNumber()).isTrue();
    assertThat(line.path("level").textValue()).isEqualTo("INFO");
    assertThat(line.path("loggerName").textValue()).endsWith("TenantReconciler");
    assertThat(line.path("mdc").path("resource.name").textValue()).isEqualTo("acme");
    assertThat(line.path("formattedMessage").textValue()).isEqualTo("Database \"n8n\" made");
  }

  @Test
  void an_exception_in_json_stays_on_one_line() throws JsonProcessingException {
    configure(LogFormat.JSON);
    log("x").error("Broken", new IllegalStateException("because"));
    assertThat(lines()).hasSize(1);
    assertThat(
            new ObjectMapper().readTree(lines()[0]).path("throwable").path("message").textValue())
        .isEqualTo("because");
  }

  @Test
  void libraries_are_quiet_until_something_is_wrong() {
    configure(LogFormat.TEXT);
    log("io.javaoperatorsdk.operator.Operator").info("noise");
    log("io.fabric8.kubernetes.client").debug("noise");
    log("com.zaxxer.hikari.HikariDataSource").info("noise");
    log("io.smarteros.tenant.operator.Main").debug("noise");
    log("io.javaoperatorsdk.operator.Operator").warn("signal");
    assertThat(lines()).singleElement().asString().endsWith("signal");
  }

  private void configure(LogFormat format) {
    var appender = new OutputStreamAppender<ILoggingEvent>();
    // the MDC of slf4j is that of the default context
    context.setMDCAdapter(((LoggerContext) LoggerFactory.getILoggerFactory()).getMDCAdapter());
    appender.setOutputStream(output);
    Logging.configure(context, format, appender);
  }

  private Logger log(String name) {
    return context.getLogger(name);
  }

  private String[] lines() {
    return output.toString(UTF_8).split("\n");
  }
}
