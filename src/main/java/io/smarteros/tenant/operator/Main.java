package io.smarteros.tenant.operator;

import io.smarteros.tenant.operator.configuration.Configuration;
import io.smarteros.tenant.operator.configuration.ConfigurationReader;
import io.smarteros.tenant.operator.configuration.InvalidConfigurationException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts the operator, or a command. */
public final class Main {
  private static final Logger log = LoggerFactory.getLogger(Main.class);
  private static final int FAILED = 1;
  private static final int INVALID_CONFIGURATION = 2;

  private Main() {}

  public static void main(String[] args) {
    AddressCache.limit();
    TlsCipherSuites.offer();
    List<String> arguments = List.of(args);
    if (arguments.isEmpty()) {
      run(System.getenv());
    } else if (arguments.getFirst().equals(MigrateCommand.NAME)) {
      List<String> optional = arguments.subList(1, arguments.size());
      System.exit(MigrateCommand.run(System.getenv(), optional).exitCode());
    } else if (arguments.equals(List.of(PlanCommand.NAME))) {
      System.exit(PlanCommand.run(System.getenv()));
    } else {
      System.err.println("Without an argument the operator starts. Commands: migrate, plan");
      System.exit(INVALID_CONFIGURATION);
    }
  }

  private static void run(Map<String, String> environment) {
    try {
      Configuration configuration =
          ConfigurationReader.read(environment, ConfigurationReader::readFile);
      new TenantOperator(configuration, Applications::all).start();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      System.err.println("HTTP_PORT cannot be used: " + e.getMessage());
      System.exit(INVALID_CONFIGURATION);
    } catch (InvalidConfigurationException e) {
      e.problems().forEach(System.err::println);
      System.exit(INVALID_CONFIGURATION);
    } catch (RuntimeException e) {
      log.error("Startup failed; the pod will restart", e);
      // half started, it would neither work nor end
      Runtime.getRuntime().halt(FAILED);
    }
  }
}
