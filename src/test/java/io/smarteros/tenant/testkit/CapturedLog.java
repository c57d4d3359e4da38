package io.smarteros.tenant.testkit;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/**
 * What a class logs on the thread of the test, since other tests may run beside it. It goes nowhere
 * else meanwhile.
 */
public final class CapturedLog implements AutoCloseable {
  private final Logger logger;
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final Appender appender = new Appender(Thread.currentThread());

  public CapturedLog(Class<?> source) {
    logger = (Logger) LoggerFactory.getLogger(source);
    appender.setContext(logger.getLoggerContext());
    appender.start();
    logger.addAppender(appender);
    logger.setLevel(Level.INFO);
    logger.setAdditive(false);
  }

  /** Such as {@code WARN Stalled: why}, oldest first. */
  public List<String> lines() {
    return List.copyOf(lines);
  }

  @Override
  public void close() {
    logger.setAdditive(true);
    logger.setLevel(null);
    logger.detachAppender(appender);
    appender.stop();
  }

  private final class Appender extends AppenderBase<ILoggingEvent> {
    private final Thread listening;

    Appender(Thread listening) {
      this.listening = listening;
    }

    @Override
    protected void append(ILoggingEvent event) {
      if (Thread.currentThread().equals(listening)) {
        lines.add(event.getLevel() + " " + event.getFormattedMessage());
      }
    }
  }
}
