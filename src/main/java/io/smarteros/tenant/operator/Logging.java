package io.smarteros.tenant.operator;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import io.smarteros.tenant.operator.configuration.LogFormat;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How log lines look, in code rather than in logback.xml because the format may come from the env
 * file. Each line bears the name of the object that the SDK works on.
 */
public final class Logging {
  private static final String TEXT_PATTERN =
      "%d{yyyy-MM-dd'T'HH:mm:ss.SSS'Z', UTC} %-5level %logger{0} [%X{resource.name:--}] %msg%n%ex";

  /** Libraries that say at INFO what the operator says itself, or nobody needs. */
  private static final Map<String, Level> LEVELS =
      Map.of(
          "io.javaoperatorsdk", Level.WARN,
          "io.fabric8", Level.WARN,
          // the whole object and a stack trace at each retry; SdkFailures says it in a line
          "io.javaoperatorsdk.operator.processing.event.EventProcessor", Level.ERROR,
          // a stack trace at each attempt; OwnLease says it once
          "io.fabric8.kubernetes.client.extended.leaderelection", Level.ERROR,
          // the operator's own kinds are v1alpha1: no news to anybody
          "io.fabric8.kubernetes.client.dsl.internal.VersionUsageUtils", Level.ERROR,
          "Default ConfigurationService implementation", Level.WARN,
          // a lost connection comes with a stack trace; what it means the operator says in a line
          "com.zaxxer.hikari", Level.ERROR);

  private Logging() {}

  public static void configure(LogFormat format) {
    var context = (LoggerContext) LoggerFactory.getILoggerFactory();
    configure(context, format, new ConsoleAppender<>());
  }

  static void configure(
      LoggerContext context, LogFormat format, OutputStreamAppender<ILoggingEvent> appender) {
    context.reset();
    Encoder<ILoggingEvent> encoder =
        switch (format) {
          case TEXT -> text();
          case JSON -> json();
        };
    encoder.setContext(context);
    encoder.start();
    appender.setContext(context);
    appender.setEncoder(encoder);
    appender.start();
    var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.INFO);
    root.addAppender(appender);
    LEVELS.forEach((name, level) -> context.getLogger(name).setLevel(level));
  }

  private static Encoder<ILoggingEvent> text() {
    var encoder = new PatternLayoutEncoder();
    encoder.setPattern(TEXT_PATTERN);
    return encoder;
  }

  private static Encoder<ILoggingEvent> json() {
    var encoder = new JsonEncoder();
    encoder.setWithContext(false);
    encoder.setWithSequenceNumber(false);
    encoder.setWithNanoseconds(false);
    encoder.setWithMessage(false);
    encoder.setWithArguments(false);
    encoder.setWithFormattedMessage(true);
    return encoder;
  }
}
