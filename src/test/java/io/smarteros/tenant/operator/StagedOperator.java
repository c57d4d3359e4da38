package io.smarteros.tenant.operator;

import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.operator.configuration.ConfigurationReader;
import io.smarteros.tenant.service.TenantService;
import java.io.IOException;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/** The operator as a process, of which every application is a {@link StagedApplication}. */
public final class StagedOperator {
  private StagedOperator() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    new TenantOperator(
            ConfigurationReader.read(System.getenv(), ConfigurationReader::readFile),
            StagedOperator::applications)
        .start();
  }

  private static Applications applications(RandomGenerator random, InstantSource clock) {
    Map<ServiceName, TenantService> staged = new EnumMap<>(ServiceName.class);
    Applications.all(random, clock)
        .byName()
        .forEach((name, application) -> staged.put(name, new StagedApplication(application)));
    return new Applications(staged);
  }
}
