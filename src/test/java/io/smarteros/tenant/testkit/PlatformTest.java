package io.smarteros.tenant.testkit;

import io.smarteros.tenant.local.ClusterTest;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/** A test that takes the {@link Platform}; one is shared by all such tests of a run. */
@ClusterTest
@ExtendWith(PlatformExtension.class)
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface PlatformTest {}
