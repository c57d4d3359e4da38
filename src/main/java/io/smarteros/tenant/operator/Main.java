package io.smarteros.tenant.operator;

import java.io.IOException;
import java.util.Map;

/** Starts the operator. */
public final class Main {
  private static final int INVALID_CONFIGURATION = 2;

  private Main() {}

  public static void main(String[] args) {
    run(System.getenv());
  }

  private static void run(Map<String, String> environment) {
    try {
      Configuration configuration = Configuration.read(environment, Configuration::readFile);
      new Wiring(configuration).start();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      System.err.println("HTTP_PORT cannot be used: " + e.getMessage());
      System.exit(INVALID_CONFIGURATION);
    } catch (InvalidConfigurationException e) {
      e.problems().forEach(System.err::println);
      System.exit(INVALID_CONFIGURATION);
    }
  }
}
