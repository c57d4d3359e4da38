package io.smarteros.tenant.supabase.brake;

import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Brakes for tests of something else. */
public final class Brakes {
  private static final int MANY = 1_000_000;

  private Brakes() {}

  /** Of a class so large that no count holds its rows. What says that the database is odd does. */
  public static RowBrake open() {
    return new RowBrake(
        new RowBrake.Fleet(Map::of, _ -> MANY, _ -> Optional.empty(), _ -> Optional.empty()),
        InstantSource.system(),
        new Random(1));
  }
}
