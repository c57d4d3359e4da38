package io.smarteros.tenant.api.schema;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An unmodifiable copy of a map in the order of the manifest. {@code Map.copyOf} gives another
 * order after every start, and what is made from it would differ.
 */
public final class OrderedCopy {
  public static <K, V> Map<K, V> of(@Nullable Map<K, V> map) {
    return map == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }

  private OrderedCopy() {}
}
