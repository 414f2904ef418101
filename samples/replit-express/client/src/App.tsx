import { Route, Switch } from "wouter";
import Loans from "@/pages/loans";
import Tools from "@/pages/tools";

export default function App() {
  return (
    <Switch>
      <Route path="/" component={Tools} />
      <Route path="/loans" component={Loans} />
    </Switch>
  );
}
