import { Link } from "react-router-dom";
import { EmptyState } from "@/components/ui/card";
import { buttonVariants } from "@/components/ui/button";

const NotFound = () => (
  <div className="container py-20">
    <EmptyState title="This shelf is empty">
      <p>The page you were looking for has been moved, sold or dropped.</p>
      <Link to="/" className={buttonVariants({ className: "mt-6" })}>
        Back to the studio
      </Link>
    </EmptyState>
  </div>
);

export default NotFound;
