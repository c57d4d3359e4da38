package io.smarteros.tenant.testkit;

import io.smarteros.tenant.local.ClusterTest;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test that takes the {@link Platform} while others use it too: it touches only tenants and
 * classes of its own, and leaves the operator running.
 */
@ClusterTest
@ExtendWith(PlatformExtension.class)
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface SharedPlatformTest {}
