package dev.leat.core.delivery;

import java.time.Duration;

/** How a group ends: nothing more begins, what is being handled is waited for, and the last commit is made once. Guarded by the group. */
final class Ending {

    private final Group group;
    private final Deliveries hub;
    private boolean begun;
    private boolean resting;
    private boolean rested;

    /** How many wait for members to end, and let the group rest then. */
    private int leaving;

    Ending(Group group, Deliveries hub) {
        this.group = group;
        this.hub = hub;
    }

    void begin() {
        begun = true;
    }

    boolean hasBegun() {
        return begun;
    }

    /** Waits for what a member that has retired handles, and for the last commit, unless it is its own handler that calls. */
    void await(Member member, long nanos) {
        if (member.isHandledByThisThread()) {
            return;
        }
        boolean last;
        group.lock.lock();
        leaving++;
        try {
            long left = nanos;
            while (member.leases > 0 && left > 0) {
                left = group.changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            leaving--;
            group.changed.signalAll();
            last = begun;
            group.lock.unlock();
        }
        if (last) {
            rest();
        }
    }

    /** If it is about to end and somebody waits for what is being handled, waits with them, so that nothing is handled twice. */
    void awaitRest(long nanos) {
        group.lock.lock();
        try {
            long left = Member.isHandling(group) ? 0 : nanos;
            while (begun && leaving > 0 && left > 0) {
                left = group.changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            group.lock.unlock();
        }
    }

    /** Where nobody waits for it, the last commit is made as soon as nothing is being handled. */
    void restSoon() {
        if (begun && !resting && leaving == 0 && group.queues.leases() == 0) {
            hub.workers().later(Duration.ZERO, this::rest);
        }
    }

    /** Makes the last commit, once; when this returns, it has been made. Not called by the engine's threads: it blocks. */
    void rest() {
        group.lock.lock();
        try {
            if (resting) {
                while (!rested) {
                    group.changed.awaitUninterruptibly();
                }
                return;
            }
            resting = true;
        } finally {
            group.lock.unlock();
        }
        try {
            hub.commits().last(group);
            if (group.sharing != null) {
                group.sharing.close();
            }
        } finally {
            group.locked(() -> {
                rested = true;
                group.changed.signalAll();
            });
            hub.rested(group);
        }
    }
}
