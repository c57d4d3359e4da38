package io.smarteros.tenant.supabase.customer;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What pages show of one tenant: its rows of the table {@code tenant_status}.
 *
 * @param parts by the column {@code service}: each service, and {@link #TENANT}
 */
public record CustomerStatus(Map<String, Part> parts) {
  /** The tenant as a whole. */
  public static final String TENANT = "tenant";

  /** Nothing is shown. */
  public static final CustomerStatus NONE = new CustomerStatus(Map.of());

  public CustomerStatus {
    parts = Map.copyOf(parts);
  }

  /**
   * One row.
   *
   * @param url that is in force, like the version
   */
  public record Part(
      CustomerState state,
      Optional<String> url,
      Optional<String> version,
      Optional<String> message) {}

  public Optional<CustomerState> state(String part) {
    return Optional.ofNullable(parts.get(part)).map(Part::state);
  }

  /** The tenant is being deleted. */
  public CustomerStatus closing() {
    return suspended(CustomerMessages.CLOSING);
  }

  /** The tenant is deleted, and its data kept. */
  public CustomerStatus closed() {
    return suspended(CustomerMessages.CLOSED);
  }

  /** Its hosts may belong to somebody else soon, so no address is shown. */
  private CustomerStatus suspended(String message) {
    return new CustomerStatus(
        parts.entrySet().stream()
            .collect(
                Collectors.toMap(
                    Map.Entry::getKey,
                    part ->
                        new Part(
                            part.getValue().state() == CustomerState.OFF
                                ? CustomerState.OFF
                                : CustomerState.SUSPENDED,
                            Optional.empty(),
                            part.getValue().version(),
                            Optional.of(message)))));
  }
}
