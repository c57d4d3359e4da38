package io.smarteros.tenant.resolve;

import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.util.List;

/**
 * Quantities as the API server writes them back. It turns {@code 1024Mi} into {@code 1Gi}, so any
 * other form would look like drift for ever.
 */
public final class Quantities {
  private static final BigDecimal KIBI = BigDecimal.valueOf(1024);
  private static final BigDecimal KILO = BigDecimal.valueOf(1000);
  private static final List<String> BINARY = List.of("", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei");
  private static final List<String> DECIMAL =
      List.of("n", "u", "m", "", "k", "M", "G", "T", "P", "E");
  private static final BigDecimal NANO = new BigDecimal("0.000000001");

  private Quantities() {}

  public static String canonical(Quantity quantity) {
    BigDecimal amount = Quantity.getAmountInBytes(quantity);
    String format = quantity.getFormat() == null ? "" : quantity.getFormat();
    boolean binary = format.endsWith("i") && amount.abs().compareTo(KIBI) >= 0;
    return binary ? largestWhole(amount, KIBI, BINARY) : decimal(amount);
  }

  public static int compare(String left, String right) {
    return Quantity.getAmountInBytes(Quantity.parse(left))
        .compareTo(Quantity.getAmountInBytes(Quantity.parse(right)));
  }

  private static String decimal(BigDecimal amount) {
    return amount.signum() == 0 ? "0" : largestWhole(amount.divide(NANO), KILO, DECIMAL);
  }

  /** The number in the largest unit that leaves no fraction. */
  private static String largestWhole(BigDecimal amount, BigDecimal step, List<String> units) {
    BigDecimal number = amount;
    int unit = 0;
    while (unit + 1 < units.size() && number.remainder(step).signum() == 0) {
      number = number.divide(step);
      unit++;
    }
    return number.toBigInteger() + units.get(unit);
  }
}
