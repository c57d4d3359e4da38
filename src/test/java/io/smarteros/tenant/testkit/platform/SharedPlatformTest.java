package io.smarteros.tenant.testkit.platform;

import io.smarteros.tenant.local.ClusterExtension;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * A test that makes Tenants or classes, and so has to do with the {@link Platform}'s operator as
 * soon as there is one. It shares it with others that go on at the same time: it has names of its
 * own, and leaves what others use as it is.
 */
@Tag("cluster")
@ExtendWith({ClusterExtension.class, PlatformExtension.class})
@ResourceLock(value = PlatformTest.OPERATOR, mode = ResourceAccessMode.READ)
// at last and all at once, so that no other comes between them
@Order(Integer.MAX_VALUE)
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface SharedPlatformTest {}
